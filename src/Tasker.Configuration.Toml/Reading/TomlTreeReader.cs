using Tomlyn.Syntax;

namespace Tasker.Configuration.Toml;

/// <summary>Turns a syntax tree without mistakes into tables, each with the place at which it was written.</summary>
internal sealed class TomlTreeReader
{
    private readonly TomlTable _root = new(TomlTableOrigin.Header, depth: 0, new TomlPosition(1, 1));
    private readonly List<TomlKeyPart> _key = [];

    private TomlTreeReader()
    {
    }

    public static TomlTable Read(DocumentSyntax document)
    {
        var reader = new TomlTreeReader();
        reader.AddKeysAndValues(reader._root, document.KeyValues);

        foreach (var header in document.Tables)
        {
            reader.AddKeysAndValues(reader.ReadHeader(header), header.Items);
        }

        return reader._root;
    }

    private TomlTable ReadHeader(TableSyntaxBase header)
    {
        ReadKey(header.Name!);
        var position = PositionOf(header.OpenBracket!);

        return header is TableArraySyntax
            ? TomlTableRules.Append(_root, _key, position)
            : TomlTableRules.Define(_root, _key, position);
    }

    private void AddKeysAndValues(TomlTable table, SyntaxList<KeyValueSyntax> items)
    {
        foreach (var item in items)
        {
            AddKeyAndValue(table, item);
        }
    }

    private void AddKeyAndValue(TomlTable table, KeyValueSyntax item)
    {
        ReadKey(item.Key!);
        var last = _key[^1];
        var position = _key[0].Position;

        if (_key.Count > 1)
        {
            table = TomlTableRules.Descend(table, _key, position);
        }

        TomlTableRules.CheckDepth(table.Depth + 1, last.Position);
        var value = ReadValue(item.Value!, table.Depth + 1, position);

        if (table.Items.TryGetValue(last.Name, out var existing))
        {
            throw TomlTableRules.Twice(last, existing);
        }

        table.Items.Add(last.Name, value);
    }

    private void ReadKey(KeySyntax key)
    {
        _key.Clear();
        AddKeyPart(key.Key!);

        foreach (var part in key.DotKeys)
        {
            AddKeyPart(part.Key!);
        }
    }

    private void AddKeyPart(BareKeyOrStringValueSyntax part)
    {
        var name = part is BareKeySyntax bare ? bare.Key!.Text! : ReadString((StringValueSyntax)part);
        var position = PositionOf(part);

        _key.Add(new TomlKeyPart(name, position));
        TomlTableRules.CheckDepth(_key.Count, position);
    }

    private TomlNode ReadValue(ValueSyntax value, int depth, TomlPosition position) => value switch
    {
        StringValueSyntax text => new TomlValue(TomlValueKind.String, ReadString(text), position),
        IntegerValueSyntax integer => new TomlValue(TomlValueKind.Integer, TomlNumbers.Read(integer), position),
        FloatValueSyntax number => new TomlValue(TomlValueKind.Float, TomlNumbers.Read(number), position),
        BooleanValueSyntax boolean => new TomlValue(TomlValueKind.Boolean, boolean.Value ? "true" : "false", position),
        DateTimeValueSyntax time => new TomlValue(KindOf(time), time.Token!.Text!, position),
        ArraySyntax array => ReadArray(array, depth, position),
        InlineTableSyntax table => ReadInlineTable(table, depth, position),
        _ => throw new TomlFormatException("expected a value.", position.Line, position.Column),
    };

    private TomlArray ReadArray(ArraySyntax syntax, int depth, TomlPosition position)
    {
        var array = new TomlArray(isOfTables: false, position);

        foreach (var item in syntax.Items)
        {
            var place = PositionOf(item);
            TomlTableRules.CheckDepth(depth + 1, place);
            array.Items.Add(ReadValue(item.Value!, depth + 1, place));
        }

        return array;
    }

    private TomlTable ReadInlineTable(InlineTableSyntax syntax, int depth, TomlPosition position)
    {
        var table = new TomlTable(TomlTableOrigin.Inline, depth, position);

        foreach (var item in syntax.Items)
        {
            AddKeyAndValue(table, item.KeyValue!);
        }

        return table;
    }

    private static string ReadString(StringValueSyntax text)
    {
        // Tomlyn 2.10 lets a backslash take a line end away in strings of one line too.
        if (text.Token!.TokenKind == TokenKind.String && text.Span.Start.Line != text.Span.End.Line)
        {
            var place = PositionOf(text);
            throw new TomlFormatException("expected the end of the string on its line.", place.Line, place.Column);
        }

        return text.Value!;
    }

    private static TomlValueKind KindOf(DateTimeValueSyntax time) => time.Kind switch
    {
        SyntaxKind.LocalDateTime => TomlValueKind.LocalDateTime,
        SyntaxKind.LocalDate => TomlValueKind.LocalDate,
        SyntaxKind.LocalTime => TomlValueKind.LocalTime,
        _ => TomlValueKind.OffsetDateTime,
    };

    // Tomlyn counts from zero.
    private static TomlPosition PositionOf(SyntaxNodeBase node) => new(node.Span.Start.Line + 1, node.Span.Start.Column + 1);
}
