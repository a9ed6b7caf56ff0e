using Microsoft.AspNetCore.Http;
using Tasker.OutputCache.Policies;

namespace Tasker.OutputCache.Revalidation;

/// <summary>Tells the requests of clients from those that the cache has made itself, and lets the former be replayed.</summary>
internal sealed class RequestOrigins(Replayer replayer)
{
    private readonly RequestOrigin _client = new()
    {
        Refresh = (request, isAwaited) => new RequestRefresh(
            replayer, ReplayMessage.Copy(request.Context), isAwaited ? CacheReplayReason.TryFirst : CacheReplayReason.Revalidate),
    };

    /// <summary>Gets what marks a request that the cache has made itself.</summary>
    public ReplayFeature? ReplayOf(HttpContext context) => replayer.AreAny ? context.Features[typeof(ICacheReplayFeature)] as ReplayFeature : null;

    /// <summary>Gets the origin of a request.</summary>
    /// <param name="replay">What marks it, if the cache has made it.</param>
    public RequestOrigin Of(ReplayFeature? replay) => replay is not null ? RequestOrigin.Cache : replayer.IsReady ? _client : RequestOrigin.Client;
}
