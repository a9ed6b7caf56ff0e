namespace Tasker.Caching.Configuration.Keys;

/// <summary>A key of the cache's own section that stands for a key in a section below: <c>analytics_ttl</c>, <c>redis_url</c>.</summary>
/// <param name="Name">The name in snake_case, without a unit.</param>
/// <param name="Section">The section below.</param>
/// <param name="Key">The key there.</param>
internal sealed record ShortForm(string Name, string Section, string Key)
{
    /// <summary>Turns a spelling of the short form into one of the key that it stands for; the unit stays.</summary>
    public bool TryExpand(string name, out string key)
    {
        var own = KeyName.Normalize(Name);
        var asked = KeyName.Normalize(name);
        key = asked.StartsWith(own, StringComparison.Ordinal) ? string.Concat(Key, asked.AsSpan(own.Length)) : string.Empty;
        return key.Length > 0;
    }
}
