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
    MarkerReason Raised = MarkerReason.None)
{
    /// <summary>Gets what the log itself has to know of this place when it is read from here again; <see langword="null"/> if the horizon says it all.</summary>
    /// <remarks>That of the last page counts, once the reading is complete.</remarks>
    public string? Place { get; init; }

    /// <summary>
    /// Gets a value indicating whether evictions become known in another order than that of their sequences, as those of
    /// transactions do. Each one of the page then counts as new, also below a sequence that the reader knows of its tag.
    /// </summary>
    public bool IsUnordered { get; init; }
}
