namespace Tasker.Caching.Coverage;

/// <summary>A table whose changes evict something.</summary>
/// <param name="Table">The table, with its schema or without.</param>
/// <param name="Tags">What is evicted; <see langword="null"/> if that is not known, which covers nothing.</param>
/// <param name="By">What evicts: <c>EvictOnSave&lt;TaskRow&gt;</c>.</param>
public sealed record CoveredTable(string Table, IReadOnlyCollection<CacheTag>? Tags, string By);
