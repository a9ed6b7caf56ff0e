using Tasker.Caching.Engine;

namespace Tasker.Caching.Evictions.View;

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
    public static TagSlots Of(EvictionView view, IReadOnlyList<string> tags)
    {
        var hard = new int[tags.Count + 1];
        var soft = new int[tags.Count + 1];
        hard[0] = view.SlotOf(ReservedTags.Everything);
        soft[0] = view.SoftSlotOf(ReservedTags.Everything);
        for (var i = 0; i < tags.Count; i++)
        {
            hard[i + 1] = view.SlotOf(tags[i]);
            soft[i + 1] = view.SoftSlotOf(tags[i]);
        }

        return new TagSlots(hard, soft);
    }
}
