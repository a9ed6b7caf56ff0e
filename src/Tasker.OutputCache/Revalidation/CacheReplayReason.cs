namespace Tasker.OutputCache;

/// <summary>Why the cache makes a request itself.</summary>
public enum CacheReplayReason
{
    /// <summary>A stale response was served, and is computed again in the background.</summary>
    Revalidate,

    /// <summary>A response is past its freshness, and a new one is tried before the old one is served.</summary>
    TryFirst,

    /// <summary>A response is computed at start, before anybody asks.</summary>
    WarmUp,

    /// <summary>A response that was served from the cache is computed once more and compared, to find tags that were forgotten.</summary>
    Verify,
}
