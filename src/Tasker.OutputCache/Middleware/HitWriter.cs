using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Responses;
using Tasker.OutputCache.Responses.Stored;

namespace Tasker.OutputCache.Middleware;

/// <summary>Writes a stored response to a client.</summary>
internal sealed class HitWriter(ResponseSelector selector, TimeProvider clock)
{
    // Divided by, so that a whole second is a whole second; and known, because to ask for it twice a hit costs more than to divide.
    private readonly double _second = clock.TimestampFrequency;

    /// <summary>Writes a response.</summary>
    public Task WriteAsync(HttpContext context, CachedEntry entry, StoredResponse stored, CacheOutcome outcome) =>
        WriteBodyAsync(context, WriteHead(context, entry, stored, outcome, clock.GetTimestamp()));

    /// <summary>Writes status and headers. Nothing is sent before the body.</summary>
    /// <param name="context">The request.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="stored">What the entry holds.</param>
    /// <param name="outcome">How it was found.</param>
    /// <param name="now">The current timestamp.</param>
    /// <returns>The body that belongs to them, for <see cref="WriteBodyAsync"/>.</returns>
    public ReadOnlyMemory<byte> WriteHead(HttpContext context, CachedEntry entry, StoredResponse stored, CacheOutcome outcome, long now)
    {
        var status = CacheStatus.Hit(outcome, Seconds(entry.FreshUntil - now));
        var selected = selector.Select(context.Request, entry, stored);
        var response = context.Response;
        var headers = response.Headers;
        response.StatusCode = selected.Status;
        var hadHeaders = headers.Count > 0;
        var hasStatus = selected.CopyHeadersTo(headers);
        headers.Age = AgeText.Of(Seconds(now - entry.CreatedAt));
        CacheStatus.Write(headers, status, mayBeThere: hadHeaders || hasStatus);
        return selected.Body;
    }

    private long Seconds(long timestamps) => (long)Math.Floor(timestamps / _second);

    /// <summary>Writes a body. Does not wait, and allocates nothing, if the server takes it at once.</summary>
    public static Task WriteBodyAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
        {
            return Task.CompletedTask;
        }

        // Not the token of the request: asking for it would make one. A server gives up by itself when its client is gone.
        var write = context.Response.BodyWriter.WriteAsync(body, CancellationToken.None);
        if (!write.IsCompletedSuccessfully)
        {
            return AwaitAsync(context, write);
        }

        _ = write.Result;
        return Task.CompletedTask;
    }

    private static async Task AwaitAsync(HttpContext context, ValueTask<FlushResult> write)
    {
        try
        {
            await write;
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }
}
