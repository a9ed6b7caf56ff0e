using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Engine;

/// <summary>Who made a request: a client, or the cache itself to compute an entry again.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed class RequestOrigin
{
    /// <summary>A client, whose request can't be replayed.</summary>
    internal static readonly RequestOrigin Client = new();

    /// <summary>The cache itself.</summary>
    internal static readonly RequestOrigin Cache = new() { IsReplay = true };

    /// <summary>Gets a value indicating whether the cache has made the request itself.</summary>
    internal bool IsReplay { get; init; }

    /// <summary>Gets what replays the request, if it can be replayed.</summary>
    internal Func<EndpointRequest, bool, CacheRefresh>? Refresh { get; init; }

    /// <summary>Gets what replays the request with the conditions of a response that is held, if it can be replayed.</summary>
    internal Func<EndpointRequest, StoredResponse, CacheRefresh>? Revive { get; init; }
}
