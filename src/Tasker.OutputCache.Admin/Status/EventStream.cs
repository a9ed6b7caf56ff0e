using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using Tasker.OutputCache.Admin.Access;
using Tasker.OutputCache.Admin.Bodies;

namespace Tasker.OutputCache.Admin.Status;

/// <summary>Sends the statistics once a second, as server-sent events. Nothing is collected while there is no listener.</summary>
internal sealed class EventStream(StatsCollector stats, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    public const int MaximumListeners = 16;

    /// <summary>How often listeners are told the news.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // What the host lets a user see may change: the browser reconnects, and is checked again.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly Snapshot?[] _snapshots = new Snapshot?[2];
    private int _listeners;

    public async Task GetEventsAsync(HttpContext context)
    {
        if (Interlocked.Increment(ref _listeners) > MaximumListeners)
        {
            Interlocked.Decrement(ref _listeners);
            await AdminReply.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, $"{MaximumListeners} others listen already.");
            return;
        }

        try
        {
            await SendAsync(context);
        }
        catch (OperationCanceledException)
        {
            // The listener has gone, its time is up, or the host stops.
        }
        finally
        {
            Interlocked.Decrement(ref _listeners);
        }
    }

    private async Task SendAsync(HttpContext context)
    {
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        using var timeout = new CancellationTokenSource(Longest, clock);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping, timeout.Token);
        using var timer = new PeriodicTimer(Interval, clock);
        var caller = new AdminCaller(context);
        do
        {
            await response.Body.WriteAsync(Read(caller), ended.Token);
            await response.Body.FlushAsync(ended.Token);
        }
        while (await timer.WaitForNextTickAsync(ended.Token));
    }

    // All who may see the same get the same bytes.
    private ReadOnlyMemory<byte> Read(AdminCaller caller)
    {
        lock (_lock)
        {
            ref var snapshot = ref _snapshots[caller.MaySeePartitions ? 1 : 0];
            var now = clock.GetTimestamp();
            if (snapshot is null || clock.GetElapsedTime(snapshot.ReadAt, now) > Interval / 2)
            {
                snapshot = new Snapshot(now, Encode(stats.Read(caller)));
            }

            return snapshot.Bytes;
        }
    }

    private static byte[] Encode(StatsBody body) =>
        [.. "event: stats\ndata: "u8, .. JsonSerializer.SerializeToUtf8Bytes(body, AdminJson.Default.StatsBody), .. "\n\n"u8];

    private sealed record Snapshot(long ReadAt, byte[] Bytes);
}
