using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Tasker.Caching.Backends.Memory;
using Tasker.Caching.Engine;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.Tests.Hosting;
using Tasker.OutputCache.Tests.Http;
using Xunit;

namespace Tasker.OutputCache.Tests.Diagnostics;

/// <summary>Why a second instance misses what the first one has stored in the shared tier.</summary>
public sealed class SharedMissTests
{
    private readonly ManualClock _logClock = new();
    private readonly SharedTier _tier = new();
    private int _runs;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_NotInTheSharedTier_IsCold(bool overFastLane)
    {
        await using var pair = await StartAsync(overFastLane);
        await FillAsync(pair.First);

        await pair.Second.Client.GetStringAsync("/x?namespace=b", Token);

        await AssertMissAsync(pair.Second, "cold: 1");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_InTheSharedTier_IsNoMiss(bool overFastLane)
    {
        await using var pair = await StartAsync(overFastLane);
        await FillAsync(pair.First);

        Assert.Equal("run 1", await pair.Second.Client.GetStringAsync("/x?namespace=a", Token));

        Assert.Empty(MissesOf(pair.Second));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_EvictedInTheSharedTier_IsEvicted(bool overFastLane)
    {
        await using var pair = await StartAsync(overFastLane);
        await FillAsync(pair.First);
        await pair.First.Evictor.EvictAsync([CacheTag.For("analytics").With("namespace", "a")], Token);
        Assert.True(await Follow(pair.Second));

        Assert.Equal("run 2", await pair.Second.Client.GetStringAsync("/x?namespace=a", Token));

        await AssertMissAsync(pair.Second, "evicted: 1");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_ExpiredInTheSharedTier_IsExpired(bool overFastLane)
    {
        await using var pair = await StartAsync(overFastLane);
        await FillAsync(pair.First);

        // Times in an entry are those of the log's clock, and a node learns of it by reading the log. The entry itself stays in this tier.
        _logClock.ShiftWallClock(TimeSpan.FromMinutes(10));
        Assert.True(await Follow(pair.Second));

        Assert.Equal("run 2", await pair.Second.Client.GetStringAsync("/x?namespace=a", Token));

        await AssertMissAsync(pair.Second, "expired: 1");
    }

    // Counted when the request is done, which a client may learn earlier.
    private static async Task AssertMissAsync(TestApp app, string miss)
    {
        await Eventually.Async(() => MissesOf(app).Any(), TimeSpan.FromSeconds(60), "the miss", Token);
        Assert.Equal([miss], MissesOf(app));
    }

    private async Task FillAsync(TestApp first)
    {
        Assert.Equal("run 1", await first.Client.GetStringAsync("/x?namespace=a", Token));
        await Eventually.Async(() => _tier.Fills == 1, TimeSpan.FromSeconds(60), "the fill", Token);
    }

    private static Task<bool> Follow(TestApp app) => app.Services.GetRequiredService<EvictionFollower>().CatchUpAsync();

    private static IEnumerable<string> MissesOf(TestApp app) => app.Services.GetRequiredService<CacheMetrics>().Of("analytics", "x").Misses().Select(static miss => $"{miss.Key}: {miss.Value}");

    private async Task<Pair> StartAsync(bool overFastLane)
    {
        var log = new InMemoryEvictionLog(_logClock, TimeSpan.FromHours(2));
        return new Pair(await StartAsync(log, overFastLane), await StartAsync(log, overFastLane));
    }

    private Task<TestApp> StartAsync(InMemoryEvictionLog log, bool overFastLane) => TestApp.StartAsync(
        app => app.MapGet("/x", () => $"run {Interlocked.Increment(ref _runs)}").CacheAnalytics("x", vary: ["namespace"]),
        static options => options.Backend = "redis",
        services => services.AddSingleton<ICacheBackendProvider>(new TestBackend(log, _tier)),
        pipeline: app => _ = overFastLane ? app.UseTaskerOutputCache() : app.UseOutputCache());

    private sealed record Pair(TestApp First, TestApp Second) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await First.DisposeAsync();
            await Second.DisposeAsync();
        }
    }
}
