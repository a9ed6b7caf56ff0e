using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Tasker.Configuration.Toml;

/// <summary>Turns tables and arrays into configuration keys, which ignore case and separate their parts with a colon.</summary>
internal sealed class TomlFlattener(int documentLength)
{
    private readonly Dictionary<string, string?> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, TomlPosition> _positions = new(StringComparer.OrdinalIgnoreCase);

    // Every key repeats the names of its tables: without a bound, one long name and a million short ones would fill the memory.
    private long _charactersLeft = (16L * documentLength) + 1_000_000;

    // Most documents have none.
    private Dictionary<string, (TomlPosition Position, string Text)>? _warnings;

    public TomlSettings Flatten(TomlTable root)
    {
        AddItems(null, root);
        return new TomlSettings(_values, _positions, _warnings is null ? [] : Sort(_warnings.Values));
    }

    private static string[] Sort(IEnumerable<(TomlPosition Position, string Text)> warnings) =>
        [.. warnings.OrderBy(static warning => warning.Position.Line).ThenBy(static warning => warning.Position.Column).Select(static warning => warning.Text)];

    private void AddItems(string? parent, TomlTable table)
    {
        foreach (var (name, node) in table.Items)
        {
            Add(parent, name, node);
        }
    }

    private void Add(string? parent, string name, TomlNode node)
    {
        var key = Combine(parent, name, node);

        switch (node)
        {
            case TomlValue value:
                AddValue(key, value.Text, node.Position);
                break;

            // What is empty leaves the same trace as in a JSON file, so that binding treats it alike.
            case TomlTable { Items.Count: 0 }:
                AddValue(key, null, node.Position);
                break;
            case TomlArray { Items.Count: 0 }:
                AddValue(key, string.Empty, node.Position);
                break;

            case TomlTable table:
                _positions.TryAdd(key, node.Position);
                AddItems(key, table);
                break;
            case TomlArray array:
                _positions.TryAdd(key, node.Position);

                for (var i = 0; i < array.Items.Count; i++)
                {
                    Add(key, i.ToString(CultureInfo.InvariantCulture), array.Items[i]);
                }

                break;
        }
    }

    private string Combine(string? parent, string name, TomlNode node)
    {
        _charactersLeft -= (parent is null ? 0 : parent.Length + 1) + name.Length;

        if (_charactersLeft < 0)
        {
            throw new TomlFormatException(
                "expected shorter names: the configuration keys would take more than 16 times the room of the document.",
                node.Position.Line,
                node.Position.Column);
        }

        return parent is null ? name : ConfigurationPath.Combine(parent, name);
    }

    private void AddValue(string key, string? text, TomlPosition position)
    {
        if (_values.TryAdd(key, text))
        {
            _positions[key] = position;
            return;
        }

        // Tables are not always complete before the next one starts: the order of the lines counts, not the order of the visits.
        var other = _positions[key];
        var (earlier, later) = position.IsAfter(other) ? (other, position) : (position, other);

        if (later == position)
        {
            // Removed first, so that the spelling is that of the value.
            _values.Remove(key);
            _values.Add(key, text);
            _positions[key] = position;
        }

        var shown = key.Length <= 100 ? key : $"{key[..100]}...";
        _warnings ??= new(StringComparer.OrdinalIgnoreCase);
        _warnings[key] = (later, $"Line {later.Line}, column {later.Column}: the configuration key \"{shown}\" is set on line {earlier.Line}, column {earlier.Column} already; configuration ignores case and reads \":\" as a separator. The later value is used.");
    }
}
