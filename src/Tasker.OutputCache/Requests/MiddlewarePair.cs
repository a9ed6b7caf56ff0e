using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tasker.OutputCache.Endpoints;

namespace Tasker.OutputCache.Requests;

/// <summary>Leaves each request to one middleware where a host has both: to the first that it meets. Each would store the other's answers.</summary>
internal sealed class MiddlewarePair(ILogger<MiddlewarePair> logger)
{
    private volatile bool _hasFrameworks;
    private int _reported;

    /// <summary>Gets a value indicating whether our own middleware is in the pipeline.</summary>
    public bool HasOurs { get; private set; }

    /// <summary>Gets a value indicating whether our metadata has acted within the framework's middleware.</summary>
    public bool HasFrameworks => _hasFrameworks;

    /// <summary>Notes that our own middleware is in the pipeline.</summary>
    public void NoteOurs() => HasOurs = true;

    /// <summary>Claims an endpoint for the framework's middleware.</summary>
    /// <returns><see langword="false"/> if the request comes from our own.</returns>
    public bool TryClaimForFramework(HttpContext context, Endpoint endpoint)
    {
        if (ReferenceEquals(context.Features[typeof(MiddlewareClaim)], MiddlewareClaim.Ours))
        {
            Report();
            return false;
        }

        if (!_hasFrameworks)
        {
            _hasFrameworks = true;
        }

        context.Features[typeof(MiddlewareClaim)] = MiddlewareClaim.OfFramework(endpoint);
        return true;
    }

    /// <summary>Tells whether the framework's middleware, in front of ours, has claimed an endpoint.</summary>
    public bool IsFrameworks(HttpContext context, Endpoint endpoint)
    {
        if (context.Features[typeof(MiddlewareClaim)] is not MiddlewareClaim claim || !claim.IsFrameworksFor(endpoint))
        {
            return false;
        }

        Report();
        return true;
    }

    private void Report()
    {
        if (Interlocked.Exchange(ref _reported, 1) == 0)
        {
            logger.BothMiddlewares();
        }
    }

    /// <summary>Claims a request for our own middleware, while what follows it runs.</summary>
    public static async Task RunAsOursAsync(HttpContext context, RequestDelegate next)
    {
        var outer = context.Features[typeof(MiddlewareClaim)];
        context.Features[typeof(MiddlewareClaim)] = MiddlewareClaim.Ours;
        try
        {
            await next(context);
        }
        finally
        {
            context.Features[typeof(MiddlewareClaim)] = outer;
        }
    }
}
