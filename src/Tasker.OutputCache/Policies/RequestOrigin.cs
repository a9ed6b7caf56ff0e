using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Policies;

/// <summary>Who made a request: a client, or the cache itself to compute an entry again.</summary>
internal sealed class RequestOrigin
{
    /// <summary>A client, whose request can't be replayed.</summary>
    public static readonly RequestOrigin Client = new();

    /// <summary>The cache itself.</summary>
    public static readonly RequestOrigin Cache = new() { IsReplay = true };

    /// <summary>Gets a value indicating whether the cache has made the request itself.</summary>
    public bool IsReplay { get; init; }

    /// <summary>Gets what replays the request, if it can be replayed.</summary>
    public Func<EndpointRequest, bool, CacheRefresh>? Refresh { get; init; }
}
