namespace Tasker.Caching.EntityFrameworkCore.Mappings;

/// <summary>How tags are evicted.</summary>
/// <param name="Mode">Whether the entries become void or only stale.</param>
/// <param name="Settle">How long after the commit the tags are evicted once more; zero: not at all.</param>
internal readonly record struct EvictionWay(EvictionMode Mode, TimeSpan Settle)
{
    public static readonly EvictionWay Hard = new(EvictionMode.Hard, TimeSpan.Zero);
}
