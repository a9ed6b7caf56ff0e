using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.View;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Faults;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.Redis.Tests.Evictions;

/// <summary>Bursts of events over a real server, there and not there.</summary>
public sealed class EventBurstTests
{
    private const int Rows = 2000;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Publish_RedisIsOutOfReach_DelaysNobodyAndAllArriveAfterwards(bool isSilent)
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var proxy = await FaultProxy.StartAsync(redis);
        await using var here = await StartAsync($"redis://{proxy.EndPoint}");
        await using var there = await StartAsync(redis.Url);
        var (events, journal, view) = (here.Services.GetRequiredService<ICacheEvents>(), here.Services.GetRequiredService<EvictionJournal>(), there.Services.GetRequiredService<EvictionView>());
        Assert.Equal(EvictionResult.Confirmed, await events.PublishAsync(new RowChanged(-1), Token));
        var before = view.Now;

        proxy.Set(isSilent ? ProxyFault.BlackHole : ProxyFault.Refused);
        var slowest = TimeSpan.Zero;
        var publishing = new List<Task<EvictionResult>>(Rows);
        for (var row = 0; row < Rows; row++)
        {
            // The call itself, which the business operation can't leave out.
            var began = Stopwatch.GetTimestamp();
            publishing.Add(events.PublishAsync(new RowChanged(row), Token));
            var took = Stopwatch.GetElapsedTime(began);
            slowest = took > slowest ? took : slowest;
        }

        // Those who wait are answered after the time-out, however long the outage is.
        Assert.All(await Task.WhenAll(publishing).WaitAsync(Deadline, Token), static result => Assert.Equal(EvictionResult.Journaled, result));
        Assert.True(slowest < TimeSpan.FromSeconds(2), $"A call took {slowest}.");
        Assert.True(journal.Count >= Rows, "The journal has all of them.");
        Assert.All(Enumerable.Range(0, Rows), row => Assert.False(IsEvicted(view, before, row)));

        proxy.Heal();

        await Eventually.Async(() => journal.Count == 0, Deadline, "the journal is appended", Token);
        await Eventually.Async(() => Enumerable.Range(0, Rows).All(row => IsEvicted(view, before, row)), Deadline, "all evictions have arrived", Token);
    }

    [Fact]
    public async Task Publish_BurstOverRedis_TakesFewAppendsAndReachesTheOthers()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var here = await StartAsync(redis.Url, operationTimeout: 10_000);
        await using var there = await StartAsync(redis.Url);
        var (events, view) = (here.Services.GetRequiredService<ICacheEvents>(), there.Services.GetRequiredService<EvictionView>());
        await events.PublishAllAsync(Enumerable.Range(0, Rows).Select(static row => new RowChanged(-row)), Token);
        var (before, publishes) = (view.Now, await PublishesAsync(redis));
        var began = Stopwatch.GetTimestamp();

        var results = await Task.WhenAll(Enumerable.Range(0, 10_000).Select(row => events.PublishAsync(new RowChanged(row), Token)));

        // One for the first, and one for each 50 ms, or for each time the loop pauses. Five times as many, as a busy machine makes it pause; without gathering it is ten times.
        var most = 5 + (int)(Stopwatch.GetElapsedTime(began) / TimeSpan.FromMilliseconds(10));
        Assert.InRange(await PublishesAsync(redis) - publishes, 1, most);
        Assert.All(results, static result => Assert.Equal(EvictionResult.Confirmed, result));
        await Eventually.Async(() => Enumerable.Range(0, 10_000).All(row => IsEvicted(view, before, row)), Deadline, "all evictions have arrived", Token);
    }

    // Each append announces itself once.
    private static async Task<long> PublishesAsync(RedisServer redis) => (await redis.CommandCallsAsync(Token)).GetValueOrDefault("publish");

    private static bool IsEvicted(EvictionView view, EvictionPoint since, int row) =>
        view.JudgeNear(new NearStamp(since.Tick, since.Horizon, IsComputedHere: true), TagSlots.Of(view, [$"row {row}"])) == Verdict.Void;

    private static async Task<WebApplication> StartAsync(string url, int operationTimeout = 200)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services
            .AddTaskerOutputCache(new ConfigurationBuilder().AddInMemoryCollection([new("common:cache:backend", "redis"), new("common:cache:redis:url", url), new("common:cache:operation_timeout_milliseconds", $"{operationTimeout}")]).Build())
            .AddRedis()
            .EvictOn<RowChanged>(static e => [$"row {e.Row}"]);
        var app = builder.Build();
        await app.StartAsync(Token);
        await Eventually.Async(() => app.Services.GetRequiredService<EvictionFollower>().IsAttached, Deadline, "the host is attached", Token);
        return app;
    }

    private readonly record struct RowChanged(int Row);
}
