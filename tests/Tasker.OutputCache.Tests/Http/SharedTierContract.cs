using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Tasker.Caching.Backends.Memory;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Http;

/// <summary>A shared tier that hangs costs a request one short time-out at most; a clock that is wrong costs nothing.</summary>
public abstract class SharedTierContract : HttpContract
{
    private int _runs;

    [Fact]
    public async Task Get_TierHangs_NoRequestWaitsLongOrFails()
    {
        var timeout = TimeSpan.FromMilliseconds(300);
        await using var healthy = await StartAsync(Log(), new SharedTier(), timeout);
        await using var hung = await StartAsync(Log(), new HungTier(), timeout);
        var (normal, _) = await MeasureAsync(healthy, "/x?namespace=");

        var (slowest, total) = await MeasureAsync(hung, "/x?namespace=");
        var (afterwards, _) = await MeasureAsync(hung, "/x?namespace=again");

        // Generous, for a machine that does a lot else: three hung calls in a row would show all the same.
        Assert.InRange(slowest, TimeSpan.Zero, (normal * 10) + (timeout * 3));
        Assert.InRange(afterwards, TimeSpan.Zero, (normal * 10) + (timeout * 3));

        // The first few open the circuit; nobody else waits at all.
        Assert.InRange(total, TimeSpan.Zero, (normal * 100) + (timeout * 12));
    }

    [Fact]
    public async Task Get_TierHangs_MemoryServesAndEvictionsCount()
    {
        await using var app = await StartAsync(Log(), new HungTier(), TimeSpan.FromMilliseconds(100));

        Assert.Equal("run 1", await app.Client.GetStringAsync("/x", Token));
        Assert.Equal("run 1", await app.Client.GetStringAsync("/x", Token));
        await app.Evictor.EvictAsync(["analytics"], Token);
        Assert.Equal("run 2", await app.Client.GetStringAsync("/x", Token));
        Assert.Equal("run 2", await app.Client.GetStringAsync("/x", Token));
    }

    [Fact]
    public async Task Get_TierHangs_HeadAndWaitersAreAnswered()
    {
        var tier = new HungTier();
        await using var app = await StartAsync(Log(), tier, TimeSpan.FromMilliseconds(200));

        var responses = await Task.WhenAll(Enumerable.Range(0, 50).Select(i =>
            app.Client.SendAsync(new HttpRequestMessage(i % 10 == 0 ? HttpMethod.Head : HttpMethod.Get, "/x"), Token)));

        Assert.All(responses, static response => Assert.Equal(200, (int)response.StatusCode));
        Assert.True(tier.Calls > 0, "Nobody asked the tier.");
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(-1)]
    [InlineData(3600)]
    public async Task Get_ClockOfOneNodeIsWrong_ItServesWhatTheOtherStored(int seconds)
    {
        var log = Log();
        var tier = new SharedTier();
        var wrong = new ManualClock();
        wrong.ShiftWallClock(DateTimeOffset.UtcNow.AddSeconds(seconds) - wrong.GetUtcNow());
        await using var right = await StartAsync(log, tier, TimeSpan.FromSeconds(30));
        await using var other = await StartAsync(log, tier, TimeSpan.FromSeconds(30), wrong);

        Assert.Equal("run 1", await right.Client.GetStringAsync("/x", Token));
        await WaitAsync(() => tier.Count == 1, "the fill");
        var hit = await other.Client.GetAsync("/x", Token);
        var near = await other.Client.GetAsync("/x", Token);

        Assert.Equal("run 1", await hit.Content.ReadAsStringAsync(Token));
        Assert.EndsWith("detail=far", StatusOf(hit), StringComparison.Ordinal);
        Assert.EndsWith("detail=near", StatusOf(near), StringComparison.Ordinal);

        Assert.Equal("run 2", await other.Client.GetStringAsync("/x?namespace=a", Token));
        Assert.Equal("run 2", await other.Client.GetStringAsync("/x?namespace=a", Token));
        await WaitAsync(() => tier.Count == 2, "the fill of the other");
        Assert.Equal("run 2", await right.Client.GetStringAsync("/x?namespace=a", Token));

        // And evictions know no clock at all.
        await other.Evictor.EvictAsync([CacheTag.For("analytics").With("namespace", "a")], Token);
        Assert.Equal("run 3", await right.Client.GetStringAsync("/x?namespace=a", Token));
    }

    private static InMemoryEvictionLog Log() => new(TimeProvider.System, TimeSpan.FromHours(1));

    private Task<TestApp> StartAsync(IEvictionLog log, IFarTier tier, TimeSpan timeout, TimeProvider? clock = null) => StartAsync(
        app => app.MapMethods("/x", ["GET", "HEAD"], () => $"run {Interlocked.Increment(ref _runs)}").CacheAnalytics("x", vary: ["namespace"]),
        options =>
        {
            options.Backend = "redis";
            options.OperationTimeout = timeout;
        },
        services =>
        {
            services.AddSingleton<ICacheBackendProvider>(new TestBackend(log, tier));
            services.AddSingleton(clock ?? TimeProvider.System);
        });

    private static async Task<(TimeSpan Slowest, TimeSpan Total)> MeasureAsync(TestApp app, string url)
    {
        var slowest = TimeSpan.Zero;
        var startedAt = Stopwatch.GetTimestamp();
        for (var i = 0; i < 30; i++)
        {
            var sentAt = Stopwatch.GetTimestamp();
            var response = await app.Client.GetAsync($"{url}{i}", Token);
            Assert.Equal(200, (int)response.StatusCode);
            slowest = TimeSpan.FromTicks(Math.Max(slowest.Ticks, Stopwatch.GetElapsedTime(sentAt).Ticks));
        }

        return (slowest, Stopwatch.GetElapsedTime(startedAt));
    }
}
