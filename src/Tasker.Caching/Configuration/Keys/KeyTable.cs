using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Configuration.Keys;

/// <summary>The keys of one section.</summary>
internal sealed class KeyTable
{
    private readonly Dictionary<string, (ConfigurationKey Key, string Unit)> _bySpelling = [];

    /// <param name="name">The name of the section in snake_case; empty for the section of the cache itself.</param>
    /// <param name="keys">The keys in the order of the documentation.</param>
    public KeyTable(string name, IReadOnlyList<ConfigurationKey> keys)
    {
        Name = name;
        Keys = keys;
        foreach (var key in keys)
        {
            var spelling = KeyName.Normalize(key.Name);
            _bySpelling.Add(spelling, (key, string.Empty));
            foreach (var unit in key.Units)
            {
                _bySpelling.Add(spelling + unit, (key, unit));
            }
        }
    }

    public string Name { get; }

    public IReadOnlyList<ConfigurationKey> Keys { get; }

    /// <summary>Gets the names of the keys that may end with a unit.</summary>
    public IEnumerable<string> Durations => Keys.Where(static key => key.Units.Count > 0).Select(static key => key.Name);

    /// <summary>Finds a key.</summary>
    /// <param name="name">Any spelling.</param>
    /// <param name="key">The key.</param>
    /// <param name="unit">The unit that the name ends with, or an empty string.</param>
    public bool TryFind(string name, [NotNullWhen(true)] out ConfigurationKey? key, out string unit)
    {
        var found = _bySpelling.TryGetValue(KeyName.Normalize(name), out var entry);
        (key, unit) = (entry.Key, entry.Unit);
        return found;
    }
}
