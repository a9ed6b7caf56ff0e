namespace Tasker.OutputCache.Evictions;

/// <summary>The slots of an entry's tags in the <see cref="EvictionView"/>.</summary>
internal sealed class TagSlots
{
    private TagSlots(int[] hard, int[] soft)
    {
        _hard = hard;
        _soft = soft;
    }

    private readonly int[] _hard;
    private readonly int[] _soft;

    /// <summary>Gets the slots whose eviction makes the entry void.</summary>
    public ReadOnlySpan<int> Hard => _hard;

    /// <summary>Gets the slots whose eviction only ends its freshness.</summary>
    public ReadOnlySpan<int> Soft => _soft;

    /// <summary>Finds the slots of tags. Every entry carries <see cref="ReservedTags.Everything"/> besides.</summary>
    public static TagSlots Of(EvictionView view, IReadOnlyCollection<string> tags)
    {
        var hard = new int[tags.Count + 1];
        var soft = new int[tags.Count + 1];
        hard[0] = view.SlotOf(ReservedTags.Everything);
        soft[0] = view.SlotOf(ReservedTags.Soft(ReservedTags.Everything));
        var i = 1;
        foreach (var tag in tags)
        {
            hard[i] = view.SlotOf(tag);
            soft[i] = view.SlotOf(ReservedTags.Soft(tag));
            i++;
        }

        return new TagSlots(hard, soft);
    }
}
