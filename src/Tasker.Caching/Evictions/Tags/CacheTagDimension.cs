using Tasker.Caching.Engine;

namespace Tasker.Caching.Evictions.Tags;

/// <summary>A dimension by which a <see cref="CacheTag"/> is narrowed down, with its escaped values in ordinal order.</summary>
internal sealed class CacheTagDimension(string name, string[] values)
{
    public string Name { get; } = name;

    /// <summary>Gets the values; none when only unfiltered responses are meant.</summary>
    public string[] Values { get; } = values;

    // The bar is always escaped in a value.
    public override string ToString() => $"{Name}={(Values.Length == 0 ? TagText.Any : string.Join('|', Values))}";
}
