namespace Tasker.Caching.Backends;

/// <summary>One eviction, as the log holds and announces it.</summary>
/// <param name="Generation">The generation of the log.</param>
/// <param name="HeadBefore">The head of the log before this record. A node whose horizon is another one has missed something.</param>
/// <param name="Sequence">The place of this record, now the head of the log.</param>
/// <param name="Marker">The sequence up to which everything is void.</param>
/// <param name="Tags">The tags that were evicted.</param>
/// <param name="Raised">Why this append raised the marker. Messages don't tell.</param>
public sealed record EvictionRecord(string Generation, long HeadBefore, long Sequence, long Marker, IReadOnlyList<string> Tags, MarkerReason Raised = MarkerReason.None)
{
    /// <summary>The <see cref="HeadBefore"/> of a log whose records become known in another order than that of their sequences. The node then reads the log, and evictions of others are there on their own.</summary>
    public const long Unordered = -1;
}
