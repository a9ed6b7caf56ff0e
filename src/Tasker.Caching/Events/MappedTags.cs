namespace Tasker.Caching.Events;

/// <summary>What the mappings have named for some events.</summary>
internal sealed class MappedTags
{
    private readonly Dictionary<(EvictionMode Mode, TimeSpan Settle), HashSet<CacheTag>> _tags = [];

    public void Add(EventMapping mapping, List<CacheTag> tags)
    {
        if (tags.Count == 0)
        {
            return;
        }

        if (!_tags.TryGetValue((mapping.Mode, mapping.Settle), out var known))
        {
            _tags.Add((mapping.Mode, mapping.Settle), known = []);
        }

        known.UnionWith(tags);
    }

    /// <summary>Gets what is evicted in one way, whatever it settles after.</summary>
    public IReadOnlyCollection<CacheTag> Of(EvictionMode mode)
    {
        HashSet<CacheTag>? all = null;
        foreach (var ((of, _), tags) in _tags)
        {
            if (of == mode)
            {
                all = all is null ? tags : [.. all, .. tags];
            }
        }

        return all ?? (IReadOnlyCollection<CacheTag>)[];
    }

    /// <summary>Gets what is to be evicted a second time.</summary>
    public IEnumerable<(EvictionMode Mode, TimeSpan Settle, IReadOnlyCollection<CacheTag> Tags)> Settling =>
        _tags.Where(static entry => entry.Key.Settle > TimeSpan.Zero).Select(static entry => (entry.Key.Mode, entry.Key.Settle, (IReadOnlyCollection<CacheTag>)entry.Value));
}
