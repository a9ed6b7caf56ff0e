namespace Tasker.OutputCache;

/// <summary>A feature of requests that the cache has made itself. Other requests don't have it.</summary>
/// <remarks>Such a request runs through the whole pipeline, in a scope of its own, and no client receives its response.</remarks>
public interface ICacheReplayFeature
{
    /// <summary>Gets why the request was made.</summary>
    CacheReplayReason Reason { get; }
}
