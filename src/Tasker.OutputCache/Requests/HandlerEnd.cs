using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Requests;

/// <summary>Decides, when a handler has returned, whether it has sent all that it meant to send. Many a handler stops halfway and returns as if all were well.</summary>
internal static class HandlerEnd
{
    /// <summary>Finds what speaks against it, over both middlewares.</summary>
    /// <returns><see langword="null"/> if nothing does.</returns>
    /// <remarks>
    /// A body that is as long as its handler has said is no proof: what a handler reads with the token of its request may be cut short, and still be counted.
    /// </remarks>
    public static string? FindObstacle(HttpContext context, AbortWatch? watch) =>
        watch is { IsBroken: true } || context.RequestAborted.IsCancellationRequested ? BypassReason.Aborted
        : context.Features.Get<IExceptionHandlerFeature>() is not null ? BypassReason.Failed
        : context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers is { Count: > 0 } ? BypassReason.Trailers
        : null;
}
