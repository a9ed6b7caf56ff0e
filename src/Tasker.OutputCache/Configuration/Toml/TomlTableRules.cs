namespace Tasker.OutputCache.Configuration.Toml;

/// <summary>Finds or makes the table that a header or a dotted key names. No table is defined twice.</summary>
internal static class TomlTableRules
{
    /// <summary>The table of <c>[a.b]</c>.</summary>
    public static TomlTable Define(in TomlCursor cursor, TomlTable root, List<TomlKeyPart> key, TomlPosition position)
    {
        var parent = FindParent(in cursor, root, key, position);
        var (name, offset) = key[^1];

        if (!parent.Items.TryGetValue(name, out var node))
        {
            return Add(in cursor, parent, key[^1], TomlTableOrigin.Header, position);
        }

        if (node is not TomlTable { Origin: TomlTableOrigin.Implied } table)
        {
            throw cursor.Error(offset, Twice(name, node));
        }

        table.Define(TomlTableOrigin.Header, position);
        return table;
    }

    /// <summary>One more table of <c>[[a.b]]</c>.</summary>
    public static TomlTable Append(in TomlCursor cursor, TomlTable root, List<TomlKeyPart> key, TomlPosition position)
    {
        var parent = FindParent(in cursor, root, key, position);
        var (name, offset) = key[^1];

        if (!parent.Items.TryGetValue(name, out var node))
        {
            node = new TomlArray(isOfTables: true, position);
            parent.Items.Add(name, node);
        }
        else if (node is not TomlArray { IsOfTables: true })
        {
            throw cursor.Error(offset, Twice(name, node));
        }

        CheckDepth(in cursor, parent.Depth + 2, offset);
        var table = new TomlTable(TomlTableOrigin.Header, parent.Depth + 2, position);
        ((TomlArray)node).Items.Add(table);

        return table;
    }

    /// <summary>The table inside <paramref name="table"/> that all parts of a dotted key but the last one name.</summary>
    public static TomlTable Descend(in TomlCursor cursor, TomlTable table, List<TomlKeyPart> key, TomlPosition position)
    {
        for (var i = 0; i < key.Count - 1; i++)
        {
            var (name, offset) = key[i];

            if (!table.Items.TryGetValue(name, out var node))
            {
                table = Add(in cursor, table, key[i], TomlTableOrigin.DottedKey, position);
                continue;
            }

            if (node is not TomlTable { Origin: TomlTableOrigin.Implied or TomlTableOrigin.DottedKey } child)
            {
                throw cursor.Error(offset, $"expected a new key, or a table that dotted keys may add to, but \"{Shorten(name)}\" is {Describe(node)}");
            }

            if (child.Origin == TomlTableOrigin.Implied)
            {
                child.Define(TomlTableOrigin.DottedKey, position);
            }

            table = child;
        }

        return table;
    }

    public static void CheckDepth(in TomlCursor cursor, int depth, int offset)
    {
        if (depth > TomlReader.MaximumDepth)
        {
            throw cursor.Error(offset, $"expected at most {TomlReader.MaximumDepth} levels of keys and arrays");
        }
    }

    public static string Twice(string name, TomlNode existing) =>
        $"expected a new key, but \"{Shorten(name)}\" is {Describe(existing)}";

    private static TomlTable FindParent(in TomlCursor cursor, TomlTable table, List<TomlKeyPart> key, TomlPosition position)
    {
        for (var i = 0; i < key.Count - 1; i++)
        {
            var (name, offset) = key[i];

            if (!table.Items.TryGetValue(name, out var node))
            {
                table = Add(in cursor, table, key[i], TomlTableOrigin.Implied, position);
                continue;
            }

            table = node switch
            {
                TomlTable { Origin: not TomlTableOrigin.Inline } child => child,
                TomlArray { IsOfTables: true } array => (TomlTable)array.Items[^1],
                _ => throw cursor.Error(offset, $"expected a table that a header may add to, but \"{Shorten(name)}\" is {Describe(node)}"),
            };
        }

        return table;
    }

    private static TomlTable Add(in TomlCursor cursor, TomlTable parent, TomlKeyPart part, TomlTableOrigin origin, TomlPosition position)
    {
        CheckDepth(in cursor, parent.Depth + 1, part.Offset);
        var table = new TomlTable(origin, parent.Depth + 1, position);
        parent.Items.Add(part.Name, table);

        return table;
    }

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
