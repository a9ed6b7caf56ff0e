namespace Tasker.Caching.EntityFrameworkCore.Mappings;

/// <summary>What is evicted together: tags, each once, by the way in which they are.</summary>
internal sealed class EvictionSet
{
    /// <summary>Past this, tags with dimensions become those of their resources: more goes than need be, never less.</summary>
    public const int MaximumTags = 1000;

    private readonly Dictionary<EvictionWay, HashSet<CacheTag>> _tags = [];
    private readonly HashSet<(EvictionWay Way, CacheTag Tag)> _whole = [];

    /// <summary>Gets how many tags it holds.</summary>
    public int Count => _tags.Sum(static entry => entry.Value.Count);

    public bool IsEmpty => _tags.Count == 0;

    /// <summary>Gets a value indicating whether tags have been widened.</summary>
    public bool IsWidened => _whole.Count > 0;

    /// <summary>Gets what is evicted in a mode at once, whatever it settles after.</summary>
    public IReadOnlyCollection<CacheTag> Tags(EvictionMode mode)
    {
        HashSet<CacheTag>[] sets = [.. _tags.Where(entry => entry.Key.Mode == mode).Select(static entry => entry.Value)];
        return sets.Length == 1 ? sets[0] : [.. sets.SelectMany(static tags => tags).Distinct()];
    }

    /// <summary>Gets what is to be evicted a second time.</summary>
    public IEnumerable<KeyValuePair<EvictionWay, HashSet<CacheTag>>> Settling => _tags.Where(static entry => entry.Key.Settle > TimeSpan.Zero);

    public void Add(IEnumerable<CacheTag> tags, EvictionWay way)
    {
        foreach (var tag in tags)
        {
            if (IsWidened && _whole.Contains((way, tag.Widen())))
            {
                continue;
            }

            if (!_tags.TryGetValue(way, out var set))
            {
                _tags.Add(way, set = []);
            }

            set.Add(tag);
        }

        if (_tags.TryGetValue(way, out var all) && all.Count > MaximumTags)
        {
            Widen(all, way);
        }
    }

    public void Add(EvictionSet other)
    {
        foreach (var (way, tags) in other._tags)
        {
            Add(tags, way);
        }
    }

    // Strings can't be widened: what stands above them is unknown.
    private void Widen(HashSet<CacheTag> set, EvictionWay way)
    {
        CacheTag[] narrow = [.. set.Where(static tag => tag.Widen() != tag)];
        set.ExceptWith(narrow);
        foreach (var wide in narrow.Select(static tag => tag.Widen()).Distinct())
        {
            _whole.Add((way, wide));
            set.Add(wide);
        }
    }
}
