namespace Tasker.Caching.Backends;

/// <summary>The shared, compacted, ordered list of evictions.</summary>
/// <remarks>
/// <para>The log maps a tag to the sequence of its last eviction. Beside the tags stands the marker: the sequence up to
/// which everything is void. A log that is lost, or whose past can't be trusted, is replaced by a new one under another generation,
/// with a marker above everything known.</para>
/// <para>Every call may fail or never end; the caller bounds it. A call that failed may have taken effect.</para>
/// </remarks>
public interface IEvictionLog
{
    /// <summary>Raised for every append that this node hears of, in any order, possibly twice, possibly never.</summary>
    event Action<EvictionRecord>? Appended;

    /// <summary>Raised when messages may have been missed: the subscription was lost and is back.</summary>
    event Action? Interrupted;

    /// <summary>Appends one eviction of all the tags.</summary>
    /// <param name="tags">The tags, at least one.</param>
    /// <param name="generation">The generation that the node knows, or <see langword="null"/> if it knows none.</param>
    /// <param name="known">
    /// The highest sequence that this node has seen. The new sequence is above it. A log of the same generation that ends
    /// below it was set back: it has lost something, and begins again before it takes the eviction.
    /// </param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The record as the log holds it.</returns>
    ValueTask<EvictionRecord> AppendAsync(IReadOnlyList<string> tags, string? generation, long known, CancellationToken cancellationToken);

    /// <summary>Reads the evictions after a point, a page at a time.</summary>
    /// <param name="cursor">Where to begin: the node's own point, or the cursor that the page before returned.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A page that ends on a whole sequence.</returns>
    ValueTask<EvictionPage> ReadSinceAsync(EvictionCursor cursor, CancellationToken cancellationToken);
}
