using Microsoft.Extensions.Logging;

namespace Tasker.OutputCache.Policies;

/// <summary>Remembers that the output cache stands before authentication or authorization, where it can't know who asks.</summary>
internal sealed class MiddlewareOrder(ILogger<MiddlewareOrder> logger)
{
    private int _reported;
    private int _reportedAuthorization;
    private int _reportedBoth;
    private volatile bool _hasPolicy;

    /// <summary>Gets a value indicating whether a user turned up after the cache had taken the request for an anonymous one.</summary>
    public bool IsWrong => Volatile.Read(ref _reported) != 0;

    /// <summary>Gets a value indicating whether a request came to the cache before authorization had seen it.</summary>
    public bool HasReportedAuthorization => Volatile.Read(ref _reportedAuthorization) != 0;

    /// <summary>Gets or sets a value indicating whether the fast lane is in the pipeline.</summary>
    public bool HasFastLane { get; set; }

    /// <summary>Gets a value indicating whether our metadata has acted within the framework's middleware.</summary>
    public bool HasPolicy => _hasPolicy;

    public void NotePolicy()
    {
        if (!_hasPolicy)
        {
            _hasPolicy = true;
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

    public void ReportBoth()
    {
        if (Interlocked.Exchange(ref _reportedBoth, 1) == 0)
        {
            logger.BothMiddlewares();
        }
    }
}
