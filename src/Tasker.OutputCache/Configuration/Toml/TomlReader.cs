using System.Buffers;
using System.Text;

namespace Tasker.OutputCache.Configuration.Toml;

/// <summary>Reads TOML 1.0, strictly and in one pass.</summary>
internal ref struct TomlReader
{
    /// <summary>The most keys and indices that may lead to a value. It keeps the stack safe from hostile documents.</summary>
    public const int MaximumDepth = 128;

    private static readonly SearchValues<byte> BareKey =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);

    private readonly TomlTable _root = new(TomlTableOrigin.Header, depth: 0, new TomlPosition(1, 1));
    private readonly List<TomlKeyPart> _key = [];
    private readonly TomlStringReader _strings = new();
    private TomlCursor _cursor;

    private TomlReader(ReadOnlySpan<byte> utf8) => _cursor = new TomlCursor(utf8);

    /// <exception cref="TomlFormatException">The document is not TOML 1.0, or deeper than <see cref="MaximumDepth"/>.</exception>
    public static TomlTable Read(ReadOnlySpan<byte> utf8)
    {
        utf8 = TomlCharacters.SkipByteOrderMark(utf8);
        TomlCharacters.ThrowIfBroken(utf8);

        return new TomlReader(utf8).ReadDocument();
    }

    private TomlTable ReadDocument()
    {
        var table = _root;

        while (true)
        {
            _cursor.SkipBlanks();

            switch (_cursor.Peek())
            {
                case TomlCursor.End:
                    return _root;
                case '[':
                    table = ReadHeader();
                    _cursor.SkipRestOfLine("the table's header");
                    break;
                case '#' or '\n':
                case '\r' when _cursor.AtLineEnd():
                    _cursor.SkipRestOfLine("the blanks");
                    break;
                default:
                    ReadKeyAndValue(table);
                    _cursor.SkipRestOfLine("the value");
                    break;
            }
        }
    }

    private TomlTable ReadHeader()
    {
        var position = _cursor.Locate();
        var isArray = _cursor.Peek(1) == '[';
        var closing = isArray ? "\"]]\"" : "\"]\"";

        _cursor.Offset += isArray ? 2 : 1;
        _cursor.SkipBlanks();
        ReadKey();

        if (_cursor.Peek() != ']' || (isArray && _cursor.Peek(1) != ']'))
        {
            throw _cursor.Expected($"{closing} at the end of the header");
        }

        _cursor.Offset += isArray ? 2 : 1;

        return isArray
            ? TomlTableRules.Append(in _cursor, _root, _key, position)
            : TomlTableRules.Define(in _cursor, _root, _key, position);
    }

    private void ReadKeyAndValue(TomlTable table)
    {
        var position = _cursor.Locate();
        ReadKey();

        if (_cursor.Peek() != '=')
        {
            throw _cursor.Expected("\"=\" after the key");
        }

        _cursor.Offset++;
        _cursor.SkipBlanks();

        var (name, offset) = _key[^1];

        if (_key.Count > 1)
        {
            table = TomlTableRules.Descend(in _cursor, table, _key, position);
        }

        TomlTableRules.CheckDepth(in _cursor, table.Depth + 1, offset);
        var value = ReadValue(table.Depth + 1, position);

        if (table.Items.TryGetValue(name, out var existing))
        {
            throw _cursor.Error(offset, TomlTableRules.Twice(name, existing));
        }

        table.Items.Add(name, value);
    }

    private void ReadKey()
    {
        _key.Clear();

        while (true)
        {
            var offset = _cursor.Offset;
            _key.Add(new TomlKeyPart(ReadKeyPart(), offset));
            TomlTableRules.CheckDepth(in _cursor, _key.Count, offset);
            _cursor.SkipBlanks();

            if (_cursor.Peek() != '.')
            {
                return;
            }

            _cursor.Offset++;
            _cursor.SkipBlanks();
        }
    }

    private string ReadKeyPart()
    {
        switch (_cursor.Peek())
        {
            case '"':
                return _strings.ReadBasic(ref _cursor);
            case '\'':
                return TomlStringReader.ReadLiteral(ref _cursor);
        }

        var length = _cursor.Rest.IndexOfAnyExcept(BareKey);
        length = length < 0 ? _cursor.Rest.Length : length;

        if (length == 0)
        {
            throw _cursor.Expected("a key");
        }

        var name = Encoding.ASCII.GetString(_cursor.Rest[..length]);
        _cursor.Offset += length;

        return name;
    }

    private TomlNode ReadValue(int depth, TomlPosition position) => _cursor.Peek() switch
    {
        '"' or '\'' => new TomlValue(TomlValueKind.String, _strings.Read(ref _cursor), position),
        '[' => ReadArray(depth, position),
        '{' => ReadInlineTable(depth, position),
        _ => TomlScalarReader.Read(ref _cursor, position),
    };

    private TomlArray ReadArray(int depth, TomlPosition position)
    {
        var array = new TomlArray(isOfTables: false, position);
        _cursor.Offset++;
        _cursor.SkipLines();

        while (_cursor.Peek() != ']')
        {
            TomlTableRules.CheckDepth(in _cursor, depth + 1, _cursor.Offset);
            array.Items.Add(ReadValue(depth + 1, _cursor.Locate()));
            _cursor.SkipLines();

            if (_cursor.Peek() == ',')
            {
                _cursor.Offset++;
                _cursor.SkipLines();
            }
            else if (_cursor.Peek() != ']')
            {
                throw _cursor.Expected($"\",\" or \"]\" in the array of line {position.Line}");
            }
        }

        _cursor.Offset++;
        return array;
    }

    private TomlTable ReadInlineTable(int depth, TomlPosition position)
    {
        var table = new TomlTable(TomlTableOrigin.Inline, depth, position);
        _cursor.Offset++;
        _cursor.SkipBlanks();

        if (_cursor.Peek() == '}')
        {
            _cursor.Offset++;
            return table;
        }

        while (true)
        {
            ReadKeyAndValue(table);
            _cursor.SkipBlanks();

            switch (_cursor.Peek())
            {
                case '}':
                    _cursor.Offset++;
                    return table;
                case ',':
                    _cursor.Offset++;
                    _cursor.SkipBlanks();
                    break;
                default:
                    throw _cursor.Expected("\",\" or \"}\" in the inline table, which is written on one line");
            }
        }
    }
}
