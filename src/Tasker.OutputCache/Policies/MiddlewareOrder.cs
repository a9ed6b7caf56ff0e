using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Tasker.OutputCache.Policies;

/// <summary>Remembers that the output cache stands before authentication or authorization, where it can't know who asks.</summary>
/// <param name="hasAuthentication">Whether the host has schemes of authentication.</param>
/// <param name="logger">Told once of each mistake.</param>
internal sealed class MiddlewareOrder(bool hasAuthentication, ILogger<MiddlewareOrder> logger)
{
    private int _reported;
    private int _reportedNotRun;
    private int _reportedAuthorization;

    /// <summary>Gets a value indicating whether a user turned up after the cache had taken the request for an anonymous one.</summary>
    public bool IsWrong => Volatile.Read(ref _reported) != 0;

    /// <summary>Gets a value indicating whether a request came to the cache before authorization had seen it.</summary>
    public bool HasReportedAuthorization => Volatile.Read(ref _reportedAuthorization) != 0;

    /// <summary>Gets a value indicating whether a request came to the cache before authentication had seen it.</summary>
    public bool HasReportedNotRun => Volatile.Read(ref _reportedNotRun) != 0;

    /// <summary>Says whether it is known who asks: either nobody can be signed in, or authentication has looked.</summary>
    public bool IsUserKnown(HttpContext context) => !hasAuthentication || context.Features[typeof(IAuthenticationFeature)] is not null;

    public void ReportNotRun(CacheEndpoint endpoint)
    {
        if (Interlocked.Exchange(ref _reportedNotRun, 1) == 0)
        {
            logger.AuthenticationNotRun(endpoint.Resource, endpoint.Name);
        }
    }

    public void ReportReplaced(CacheEndpoint endpoint)
    {
        if (endpoint.TryNoteReplacedUser())
        {
            logger.UserReplaced(endpoint.Resource, endpoint.Name);
        }
    }

    public void Report(CacheEndpoint endpoint)
    {
        if (Interlocked.Exchange(ref _reported, 1) == 0)
        {
            logger.AuthenticationAfterCache(endpoint.Resource, endpoint.Name);
        }
    }

    public void ReportAuthorization(CacheEndpoint endpoint)
    {
        if (Interlocked.Exchange(ref _reportedAuthorization, 1) == 0)
        {
            logger.AuthorizationAfterCache(endpoint.Resource, endpoint.Name);
        }
    }
}
