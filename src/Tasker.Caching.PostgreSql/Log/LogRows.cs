using Tasker.Caching.Backends;

namespace Tasker.Caching.PostgreSql.Log;

/// <summary>What one statement has read of the log.</summary>
/// <param name="Generation">The generation, or <see langword="null"/> if there is none.</param>
/// <param name="Floor">The id up to which evictions are forgotten.</param>
/// <param name="Compacted">The id up to which evictions may have been dropped in favour of newer ones.</param>
/// <param name="Snapshot">What the statement could see.</param>
/// <param name="Time">The server's clock.</param>
/// <param name="Evictions">The evictions in the order of their ids.</param>
/// <param name="Last">The last id of the page, if there are more.</param>
internal sealed record LogRows(
    string? Generation, long Floor, long Compacted, LogSnapshot Snapshot, DateTimeOffset Time, IReadOnlyList<EvictedTag> Evictions, long? Last);
