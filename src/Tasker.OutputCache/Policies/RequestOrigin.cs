using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Policies;

/// <summary>Who made a request: a client, or the cache itself to compute an entry again.</summary>
internal sealed class RequestOrigin
{
    /// <summary>A client, whose request can't be replayed.</summary>
    public static readonly RequestOrigin Client = new();

    /// <summary>Gets a value indicating whether the cache has made the request itself.</summary>
    public bool IsReplay { get; init; }

    /// <summary>Gets the entry that those who wait get if a replay fails.</summary>
    public CachedEntry? Fallback { get; init; }

    /// <summary>Gets what replays the request, if it can be replayed.</summary>
    public Func<EndpointRequest, CachedEntry, bool, CacheRefresh>? Refresh { get; init; }
}
