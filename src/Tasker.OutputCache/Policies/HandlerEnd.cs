using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.OutputCaching;

namespace Tasker.OutputCache.Policies;

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

    /// <summary>Finds what speaks against a response that the framework's middleware has copied. Call while its copy is still in the response.</summary>
    public static string? FindObstacleInFramework(HttpContext context, AbortWatch? watch) => FindObstacle(context, watch) ?? FindObstacleInCopy(context.Response);

    private static string? FindObstacleInCopy(HttpResponse response)
    {
        // What was put in its place may hold bytes that it has not seen.
        if (response.Body.GetType().Assembly != typeof(OutputCacheOptions).Assembly)
        {
            return BypassReason.Body;
        }

        var writer = response.BodyWriter;
        if (writer.CanGetUnflushedBytes && writer.UnflushedBytes > 0)
        {
            // Nobody sends these any more.
            return BypassReason.Body;
        }

        try
        {
            writer.GetMemory();
            writer.Complete();
            return null;
        }
        catch (InvalidOperationException)
        {
            // A pipe over a stream does not tell whether it was completed with an exception. The end of the response completes it too.
            return response.HttpContext.Features.Get<IHttpResponseBodyFeature>() is StreamResponseBodyFeature feature && IsComplete(feature) ? null : BypassReason.Failed;
        }
    }

    private static bool IsComplete(StreamResponseBodyFeature feature)
    {
        try
        {
            return CompletedOf(feature);
        }
        catch (MissingFieldException)
        {
            // A later framework has another: then nobody knows.
            return false;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_completed")]
    private static extern ref bool CompletedOf(StreamResponseBodyFeature feature);
}
