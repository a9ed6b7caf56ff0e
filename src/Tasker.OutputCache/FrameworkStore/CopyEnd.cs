using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.OutputCaching;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Requests;

namespace Tasker.OutputCache.FrameworkStore;

/// <summary>Decides, when a handler has returned, whether the framework's middleware has copied all that the handler meant to send.</summary>
internal static class CopyEnd
{
    /// <summary>Finds what speaks against the copy. Call while it is still in the response.</summary>
    /// <returns><see langword="null"/> if nothing does.</returns>
    public static string? FindObstacle(HttpContext context, AbortWatch? watch) => HandlerEnd.FindObstacle(context, watch) ?? FindObstacle(context.Response);

    private static string? FindObstacle(HttpResponse response)
    {
        // What was put in its place may hold bytes that it has not seen.
        if (response.Body.GetType().Assembly != typeof(OutputCacheOptions).Assembly)
        {
            return BypassReason.Body;
        }

        var writer = response.BodyWriter;
        if (writer.CanGetUnflushedBytes && writer.UnflushedBytes > 0)
        {
            // These are no longer sent.
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
            // A later framework has another: then it is unknown.
            return false;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_completed")]
    private static extern ref bool CompletedOf(StreamResponseBodyFeature feature);
}
