using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.View;

namespace Tasker.Caching.Entries;

/// <summary>The point in the log at which an entry's computation began, and the local tick that it is judged by.</summary>
/// <param name="Generation">The generation of the log.</param>
/// <param name="Near">What the near tier judges by.</param>
internal readonly record struct EntryStamp(string Generation, NearStamp Near)
{
    /// <summary>The stamp of a computation that begins on this node at a point.</summary>
    public static EntryStamp Computed(EvictionPoint point) => new(point.Generation, new NearStamp(point.Tick, point.Horizon, IsComputedHere: true));

    /// <summary>The stamp of a copy of a far entry that is judged valid after this tick was read.</summary>
    public static EntryStamp Copied(EntryHeader header, long tick) => new(header.Generation, new NearStamp(tick, header.Horizon, IsComputedHere: false));
}
