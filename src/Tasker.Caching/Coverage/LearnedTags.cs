namespace Tasker.Caching.Coverage;

/// <summary>What a mapping was seen to evict, without dimensions. It looks at the first calls only.</summary>
internal sealed class LearnedTags
{
    private const int Calls = 100;
    private readonly Lock _lock = new();
    private readonly HashSet<CacheTag> _tags = [];
    private int _calls;

    public void Note(IReadOnlyCollection<CacheTag> tags)
    {
        if (Volatile.Read(ref _calls) >= Calls || tags.Count == 0)
        {
            return;
        }

        lock (_lock)
        {
            _calls++;
            _tags.UnionWith(tags.Take(Calls).Select(static tag => tag.Widen()));
        }
    }

    /// <summary>Returns what is known; <see langword="null"/> if nothing is.</summary>
    public IReadOnlyCollection<CacheTag>? Read()
    {
        lock (_lock)
        {
            return _tags.Count == 0 ? null : [.. _tags];
        }
    }
}
