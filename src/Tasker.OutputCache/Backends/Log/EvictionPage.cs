namespace Tasker.Caching.Backends;

/// <summary>A page of the log.</summary>
/// <param name="Generation">The generation of the log. Pages of two generations don't belong together.</param>
/// <param name="Marker">The sequence up to which everything is void.</param>
/// <param name="Head">The last sequence of the log when this page was read.</param>
/// <param name="Time">The clock of the log's server.</param>
/// <param name="Evictions">The tags of this page, each with the sequence of its last eviction.</param>
/// <param name="Continue">The cursor of the next page, or <see langword="null"/> if this is the last one.</param>
/// <param name="Raised">Why this reading raised the marker.</param>
public sealed record EvictionPage(
    string Generation,
    long Marker,
    long Head,
    DateTimeOffset Time,
    IReadOnlyList<EvictedTag> Evictions,
    EvictionCursor? Continue,
    MarkerReason Raised = MarkerReason.None);
