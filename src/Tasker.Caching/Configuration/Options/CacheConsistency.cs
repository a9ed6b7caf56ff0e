namespace Tasker.Caching;

/// <summary>How sure a resource is that nothing evicted elsewhere is served.</summary>
public enum CacheConsistency
{
    /// <summary>An eviction on another instance is known here within the staleness bound. Hits in memory cost no network.</summary>
    Bounded,

    /// <summary>The eviction log is read before every answer from the cache. Where that can't be done, the answer is computed.</summary>
    Strict,
}
