using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Revalidation;

namespace Tasker.OutputCache.Engine;

/// <summary>Tells the requests of clients from those that the cache has made itself, and lets the former be replayed.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed class RequestOrigins
{
    private readonly Replayer _replayer;
    private readonly RequestOrigin _client;

    internal RequestOrigins(Replayer replayer)
    {
        _replayer = replayer;
        _client = new()
        {
            Refresh = (request, isAwaited) => new RequestRefresh(
                replayer, ReplayMessage.Copy(request.Context), isAwaited ? CacheReplayReason.TryFirst : CacheReplayReason.Revalidate),
            Revive = (request, held) => new RequestRefresh(replayer, ReplayMessage.Copy(request.Context).If(held), CacheReplayReason.Revalidate, held),
        };
    }

    /// <summary>Gets what marks a request that the cache has made itself.</summary>
    internal ReplayFeature? ReplayOf(HttpContext context) => _replayer.AreAny ? context.Features[typeof(ICacheReplayFeature)] as ReplayFeature : null;

    /// <summary>Gets the origin of a request.</summary>
    /// <param name="replay">What marks it, if the cache has made it.</param>
    public RequestOrigin Of(ReplayFeature? replay) => replay is not null ? RequestOrigin.Cache : _replayer.IsReady ? _client : RequestOrigin.Client;
}
