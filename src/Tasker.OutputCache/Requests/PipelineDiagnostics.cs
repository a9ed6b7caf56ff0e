using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Endpoints;

namespace Tasker.OutputCache.Engine;

/// <summary>Remembers that the output cache stands before authentication or authorization, where it can't know who asks.</summary>
/// <param name="hasAuthentication">Whether the host has schemes of authentication.</param>
/// <param name="logger">Told once of each mistake.</param>
[Experimental(EngineFace.DiagnosticId)]
public sealed class PipelineDiagnostics(bool hasAuthentication, ILogger<PipelineDiagnostics> logger)
{
    private int _reported;
    private int _reportedNotRun;
    private int _reportedAuthorization;

    /// <summary>Gets a value indicating whether a user turned up after the cache had taken the request for an anonymous one.</summary>
    internal bool IsWrong => Volatile.Read(ref _reported) != 0;

    /// <summary>Gets a value indicating whether a request came to the cache before authorization had seen it.</summary>
    public bool HasReportedAuthorization => Volatile.Read(ref _reportedAuthorization) != 0;

    /// <summary>Gets a value indicating whether a request came to the cache before authentication had seen it.</summary>
    public bool HasReportedNotRun => Volatile.Read(ref _reportedNotRun) != 0;

    /// <summary>Says whether it is known who asks: either the host has no authentication, or it has run.</summary>
    internal bool IsUserKnown(HttpContext context) => !hasAuthentication || context.Features[typeof(IAuthenticationFeature)] is not null;

    internal void ReportNotRun(CacheEndpoint endpoint)
    {
        if (Interlocked.Exchange(ref _reportedNotRun, 1) == 0)
        {
            logger.AuthenticationNotRun(endpoint.Resource, endpoint.Name);
        }
    }

    internal void ReportReplaced(CacheEndpoint endpoint)
    {
        if (endpoint.TryNoteReplacedUser())
        {
            logger.UserReplaced(endpoint.Resource, endpoint.Name);
        }
    }

    internal void Report(CacheEndpoint endpoint)
    {
        if (Interlocked.Exchange(ref _reported, 1) == 0)
        {
            logger.AuthenticationAfterCache(endpoint.Resource, endpoint.Name);
        }
    }

    internal void ReportAuthorization(CacheEndpoint endpoint)
    {
        if (Interlocked.Exchange(ref _reportedAuthorization, 1) == 0)
        {
            logger.AuthorizationAfterCache(endpoint.Resource, endpoint.Name);
        }
    }
}
