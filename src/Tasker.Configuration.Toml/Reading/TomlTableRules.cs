namespace Tasker.Configuration.Toml;

/// <summary>Finds or makes the table that a header or a dotted key names. No table is defined twice.</summary>
internal static class TomlTableRules
{
    /// <summary>The table of <c>[a.b]</c>.</summary>
    public static TomlTable Define(TomlTable root, List<TomlKeyPart> key, TomlPosition position)
    {
        var parent = FindParent(root, key, position);
        var (name, place) = key[^1];

        if (!parent.Items.TryGetValue(name, out var node))
        {
            return Add(parent, key[^1], TomlTableOrigin.Header, position);
        }

        if (node is not TomlTable { Origin: TomlTableOrigin.Implied } table)
        {
            throw Twice(key[^1], node);
        }

        table.Define(TomlTableOrigin.Header, position);
        return table;
    }

    /// <summary>One more table of <c>[[a.b]]</c>.</summary>
    public static TomlTable Append(TomlTable root, List<TomlKeyPart> key, TomlPosition position)
    {
        var parent = FindParent(root, key, position);
        var (name, place) = key[^1];

        if (!parent.Items.TryGetValue(name, out var node))
        {
            node = new TomlArray(isOfTables: true, position);
            parent.Items.Add(name, node);
        }
        else if (node is not TomlArray { IsOfTables: true })
        {
            throw Twice(key[^1], node);
        }

        CheckDepth(parent.Depth + 2, place);
        var table = new TomlTable(TomlTableOrigin.Header, parent.Depth + 2, position);
        ((TomlArray)node).Items.Add(table);

        return table;
    }

    /// <summary>The table inside <paramref name="table"/> that all parts of a dotted key but the last one name.</summary>
    public static TomlTable Descend(TomlTable table, List<TomlKeyPart> key, TomlPosition position)
    {
        for (var i = 0; i < key.Count - 1; i++)
        {
            var (name, place) = key[i];

            if (!table.Items.TryGetValue(name, out var node))
            {
                table = Add(table, key[i], TomlTableOrigin.DottedKey, position);
                continue;
            }

            if (node is not TomlTable { Origin: TomlTableOrigin.Implied or TomlTableOrigin.DottedKey } child)
            {
                throw Mistake(place, $"expected a new key, or a table that dotted keys may add to, but \"{Shorten(name)}\" is {Describe(node)}");
            }

            if (child.Origin == TomlTableOrigin.Implied)
            {
                child.Define(TomlTableOrigin.DottedKey, position);
            }

            table = child;
        }

        return table;
    }

    public static void CheckDepth(int depth, TomlPosition place)
    {
        if (depth > TomlReader.MaximumDepth)
        {
            throw TooDeep(place);
        }
    }

    public static TomlFormatException TooDeep(TomlPosition place) =>
        Mistake(place, $"expected at most {TomlReader.MaximumDepth} levels of keys and arrays");

    public static TomlFormatException Twice(TomlKeyPart part, TomlNode existing) =>
        Mistake(part.Position, $"expected a new key, but \"{Shorten(part.Name)}\" is {Describe(existing)}");

    private static TomlTable FindParent(TomlTable table, List<TomlKeyPart> key, TomlPosition position)
    {
        for (var i = 0; i < key.Count - 1; i++)
        {
            var (name, place) = key[i];

            if (!table.Items.TryGetValue(name, out var node))
            {
                table = Add(table, key[i], TomlTableOrigin.Implied, position);
                continue;
            }

            table = node switch
            {
                TomlTable { Origin: not TomlTableOrigin.Inline } child => child,
                TomlArray { IsOfTables: true } array => (TomlTable)array.Items[^1],
                _ => throw Mistake(place, $"expected a table that a header may add to, but \"{Shorten(name)}\" is {Describe(node)}"),
            };
        }

        return table;
    }

    private static TomlTable Add(TomlTable parent, TomlKeyPart part, TomlTableOrigin origin, TomlPosition position)
    {
        CheckDepth(parent.Depth + 1, part.Position);
        var table = new TomlTable(origin, parent.Depth + 1, position);
        parent.Items.Add(part.Name, table);

        return table;
    }

    private static TomlFormatException Mistake(TomlPosition place, string reason) => new($"{reason}.", place.Line, place.Column);

    private static string Describe(TomlNode node)
    {
        var what = node switch
        {
            TomlTable { Origin: TomlTableOrigin.Inline } => "an inline table",
            TomlTable { Origin: TomlTableOrigin.DottedKey } => "a table of dotted keys",
            TomlTable => "a table",
            TomlArray { IsOfTables: true } => "an array of tables",
            TomlArray => "an array",
            _ => "a value",
        };

        return $"{what} since line {node.Position.Line}";
    }

    private static string Shorten(string name) => name.Length <= 40 ? name : $"{name[..40]}...";
}
