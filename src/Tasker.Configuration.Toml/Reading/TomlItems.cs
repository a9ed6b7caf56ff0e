using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Tasker.Configuration.Toml;

/// <summary>The keys of a table, in the order in which they were written.</summary>
internal sealed class TomlItems : IEnumerable<KeyValuePair<string, TomlNode>>
{
    // Most tables are small: a dictionary for each would take most of the memory of a large document.
    private const int MaximumWithoutIndex = 8;

    private readonly List<KeyValuePair<string, TomlNode>> _items = [];
    private Dictionary<string, TomlNode>? _index;

    public int Count => _items.Count;

    public bool TryGetValue(string name, [NotNullWhen(true)] out TomlNode? node)
    {
        if (_index is not null)
        {
            return _index.TryGetValue(name, out node);
        }

        foreach (var item in _items)
        {
            if (item.Key == name)
            {
                node = item.Value;
                return true;
            }
        }

        node = null;
        return false;
    }

    /// <summary>Adds a key that is known to be new.</summary>
    public void Add(string name, TomlNode node)
    {
        _items.Add(new(name, node));

        if (_index is not null)
        {
            _index.Add(name, node);
        }
        else if (_items.Count > MaximumWithoutIndex)
        {
            _index = new Dictionary<string, TomlNode>(_items);
        }
    }

    public IEnumerator<KeyValuePair<string, TomlNode>> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
