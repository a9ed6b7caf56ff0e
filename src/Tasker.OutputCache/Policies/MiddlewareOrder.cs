using Microsoft.Extensions.Logging;

namespace Tasker.OutputCache.Policies;

/// <summary>Remembers that the output cache stands before authentication or authorization, where it can't know who asks.</summary>
internal sealed class MiddlewareOrder(ILogger<MiddlewareOrder> logger)
{
    private int _reported;
    private int _reportedAuthorization;

    /// <summary>Gets a value indicating whether a user turned up after the cache had taken the request for an anonymous one.</summary>
    public bool IsWrong => Volatile.Read(ref _reported) != 0;

    /// <summary>Gets a value indicating whether a request came to the cache before authorization had seen it.</summary>
    public bool HasReportedAuthorization => Volatile.Read(ref _reportedAuthorization) != 0;

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
