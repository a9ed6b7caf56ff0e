using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Keys.Bodies;

/// <summary>Reads the bodies of requests that are part of keys: all of it, or not in a way that the handler could notice.</summary>
internal static class BodyReader
{
    // For a body that does not say how long it is.
    private const int FirstRoom = 4096;

    /// <summary>Reads a body.</summary>
    /// <param name="context">The request.</param>
    /// <param name="form">How the body becomes part of the key.</param>
    /// <param name="limit">How many bytes it may have.</param>
    public static async ValueTask<ReadBody> ReadAsync(HttpContext context, BodyForm form, int limit)
    {
        var request = context.Request;
        if (FindObstacle(request, limit) is { } obstacle)
        {
            return new ReadBody(context, null, obstacle);
        }

        var said = request.ContentLength ?? (MayHaveBody(request) ? null : 0);
        if (said == 0)
        {
            return Finish(context, [], form, replacement: null);
        }

        // One byte more than there may be: a body that was decoded in front of the cache is longer than its header says.
        var most = said ?? limit;
        var (buffer, read) = (new byte[said is null ? Math.Min(FirstRoom, most + 1) : most + 1], 0);
        try
        {
            while (await request.Body.ReadAsync(buffer.AsMemory(read), context.RequestAborted) is > 0 and var count)
            {
                read += count;
                if (read > most)
                {
                    break;
                }

                if (read == buffer.Length)
                {
                    Array.Resize(ref buffer, (int)Math.Min(buffer.Length * 2L, most + 1));
                }
            }
        }
        catch (Exception exception)
        {
            // The client has broken off, or the server has. The handler meets the same, where it meets it without a cache.
            return new ReadBody(context, new PartlyReadStream(buffer.AsMemory(0, read), request.Body, ExceptionDispatchInfo.Capture(exception)), BypassReason.RequestBodyIncomplete);
        }

        if (read > most || (said is { } length && read != length))
        {
            var refusal = said is null ? BypassReason.RequestBodyLength : BypassReason.RequestBodyIncomplete;
            return new ReadBody(context, new PartlyReadStream(buffer.AsMemory(0, read), request.Body, fault: null), refusal);
        }

        return Finish(context, buffer[..read], form, new MemoryStream(buffer, 0, read, writable: false));
    }

    private static ReadBody Finish(HttpContext context, byte[] bytes, BodyForm form, MemoryStream? replacement)
    {
        if (!RequestBody.TryCreate(context.Request, bytes, form, out var body))
        {
            return new ReadBody(context, replacement, BypassReason.RequestBodyJson);
        }

        context.Features[typeof(RequestBody)] = body;
        return new ReadBody(context, replacement, refusal: null);
    }

    private static string? FindObstacle(HttpRequest request, int limit)
    {
        var headers = request.Headers;
        if (headers.ContentEncoding.Count > 0)
        {
            return BypassReason.RequestBodyEncoding;
        }

        if (headers.ContentLength > limit)
        {
            return BypassReason.RequestBodyLength;
        }

        // Middleware in front has read of it, and has not gone back to its beginning.
        return request.Body is { CanSeek: true, Position: not 0 } ? BypassReason.RequestBodyIncomplete : null;
    }

    // From HTTP/2 on, a body needs no header.
    private static bool MayHaveBody(HttpRequest request) =>
        request.Headers.TransferEncoding.Count > 0
        || (!HttpProtocol.IsHttp11(request.Protocol) && request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false });
}
