namespace Tasker.OutputCache.EntityFrameworkCore.Mappings;

/// <summary>What is evicted together: tags, each once, by mode.</summary>
internal sealed class EvictionSet
{
    /// <summary>Past this, tags with dimensions become those of their resources: more goes than need be, never less.</summary>
    public const int MaximumTags = 1000;

    private readonly HashSet<CacheTag> _hard = [];
    private readonly HashSet<CacheTag> _soft = [];
    private readonly HashSet<(EvictionMode Mode, string Name)> _whole = [];

    public bool IsEmpty => _hard.Count == 0 && _soft.Count == 0;

    /// <summary>Gets a value indicating whether tags have been widened.</summary>
    public bool IsWidened => _whole.Count > 0;

    public IReadOnlyCollection<CacheTag> Tags(EvictionMode mode) => mode == EvictionMode.Hard ? _hard : _soft;

    public void Add(IEnumerable<CacheTag> tags, EvictionMode mode)
    {
        var set = mode == EvictionMode.Hard ? _hard : _soft;
        foreach (var tag in tags)
        {
            if (tag.Dimensions.Length == 0 || !_whole.Contains((mode, tag.Name)))
            {
                set.Add(tag);
            }
        }

        if (set.Count > MaximumTags)
        {
            Widen(set, mode);
        }
    }

    public void Add(EvictionSet other)
    {
        Add(other._hard, EvictionMode.Hard);
        Add(other._soft, EvictionMode.Soft);
    }

    // Strings can't be widened: nobody knows what stands above them.
    private void Widen(HashSet<CacheTag> set, EvictionMode mode)
    {
        CacheTag[] narrow = [.. set.Where(static tag => tag.Dimensions.Length > 0)];
        set.ExceptWith(narrow);
        foreach (var name in narrow.Select(static tag => tag.Name).Distinct(StringComparer.Ordinal))
        {
            _whole.Add((mode, name));
            set.Add(CacheTag.For(name));
        }
    }
}
