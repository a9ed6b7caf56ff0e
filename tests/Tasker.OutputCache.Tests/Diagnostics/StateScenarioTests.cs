using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Tasker.Caching.Backends.Memory;
using Tasker.Caching.Engine;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Fakes;
using Tasker.OutputCache.Tests.Hosting;
using Tasker.OutputCache.Tests.Http;
using Xunit;

namespace Tasker.OutputCache.Tests.Diagnostics;

/// <summary>Steps that need more than one node, one request or a back end that works: what is counted, and what is observed, move as they should.</summary>
public sealed class StateScenarioTests
{
    private readonly FakeEvictionLog _log = new(new InMemoryEvictionLog(TimeProvider.System, TimeSpan.FromHours(2)));
    private readonly FakeFarTier _tier = new(new FakeFarStore(TimeProvider.System));
    private readonly TaskCompletionSource _gate = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Steps_WithStates_MoveExactlyTheirInstruments()
    {
        await using (var other = await StartAsync())
        {
            await other.Client.GetStringAsync("/far", Token);
            await Eventually.Async(() => _tier.Peek("tasker:analytics:far") is not null, TimeSpan.FromSeconds(60), "the other node has stored its response", Token);
        }

        await using var app = await StartAsync();
        using var counts = new InstrumentChanges(app.Services.GetRequiredService<CacheMetrics>().Meter);

        await app.Client.GetStringAsync("/far", Token);
        await counts.ExpectAsync(
            "requests resource=analytics endpoint=far outcome=far-hit: 1",
            "far.operation.duration operation=read: 1",
            "near.entries: 0 -> 1",
            "near.size: moved");

        var leader = app.Client.GetStringAsync("/slow", Token);
        await counts.ExpectAsync("far.operation.duration operation=read: 1", "computations: 0 -> 1");
        var follower = app.Client.GetStringAsync("/slow", Token);
        await counts.ExpectAsync("waiting: 0 -> 1");
        _gate.SetResult();
        await Task.WhenAll(leader, follower);
        await counts.ExpectAsync(
            "requests resource=analytics endpoint=slow outcome=miss: 1",
            "misses resource=analytics endpoint=slow reason=cold: 1",
            "requests resource=analytics endpoint=slow outcome=collapsed: 1",
            "handler.duration resource=analytics endpoint=slow: 1",
            "far.operation.duration operation=fill: 1",
            "computations: 1 -> 0",
            "waiting: 1 -> 0",
            "near.entries: 1 -> 2",
            "near.size: moved");

        await app.Evictor.EvictAsync([CacheTag.For("analytics/far")], Token);
        await counts.ExpectAsync(
            "evictions mode=hard result=confirmed: 1",
            "near.dropped reason=void: 0 -> 1",
            "near.entries: 2 -> 1",
            "near.size: moved");

        await app.Evictor.EvictAsync([CacheTag.For("analytics/slow")], EvictionMode.Soft, Token);
        await counts.ExpectAsync("evictions mode=soft result=confirmed: 1");

        _log.Appends.Shape = Breakage.Faulted;
        await app.Evictor.EvictAsync(["of no entry"], Token);
        await counts.ExpectAsync("evictions mode=hard result=journaled: 1", "journal.length: 0 -> 1");
        _log.Appends.Shape = Breakage.None;
        await counts.ExpectAsync("journal.length: 1 -> 0");

        _log.Reads.Shape = Breakage.Faulted;
        await counts.ExpectAsync("attached: 1 -> 0");
        _log.Reads.Shape = Breakage.None;
        await counts.ExpectAsync("attached: 0 -> 1");
        Assert.InRange(counts.Read("horizon.lag"), 0, 60);

        // How many operations it takes depends on which of them end first.
        _tier.Break(Breakage.Faulted);
        for (var i = 0; i < 10; i++)
        {
            await app.Client.GetStringAsync($"/none?n={i}", Token);
        }

        await counts.WaitForAsync("circuit.state state=open", 1);
        Assert.Equal(0, counts.Read("circuit.state state=closed"));
        Assert.InRange(counts.Counted("far.failures operation=read type=faulted"), 1, 5);
    }

    [Fact]
    public async Task WarmUp_OfAPath_MovesReplaysAndItsState()
    {
        await using var app = await TestApp.StartAsync(Map, static options => options.Resources["analytics"] = new CacheResourceOptions { WarmUp = { "/slow", "/nowhere" } });
        using var counts = new InstrumentChanges(app.Services.GetRequiredService<CacheMetrics>().Meter);
        await counts.WaitForAsync("warm_up.responses state=failed", 1);

        _gate.SetResult();

        await counts.WaitForAsync("warm_up.responses state=warm", 1);
        Assert.Equal(0, counts.Read("warm_up.responses state=pending"));
        Assert.Equal(1, counts.Read("near.entries"));
    }

    [Fact]
    public async Task NearTier_FullAndTooLarge_CountsWhatWasPushedOutAndRefused()
    {
        await using var app = await TestApp.StartAsync(Map, static options => (options.Memory.MaxCapacity, options.Memory.MaxBytes) = (2, 128 * 1024));
        using var counts = new InstrumentChanges(app.Services.GetRequiredService<CacheMetrics>().Meter);
        for (var i = 0; i < 5; i++)
        {
            await app.Client.GetStringAsync($"/sized?bytes={10 + i}", Token);
        }

        await counts.WaitForAsync("near.dropped reason=capacity", 3);
        await app.Client.GetStringAsync($"/sized?bytes={256 * 1024}", Token);

        await counts.WaitForAsync("near.refused", 1);
        Assert.Equal(2, counts.Read("near.entries"));
    }

    private void Map(WebApplication app)
    {
        app.MapGet("/far", static () => "far").CacheAnalytics("far");
        app.MapGet("/slow", async () =>
        {
            await _gate.Task;
            return "slow";
        }).CacheAnalytics("slow");
        app.MapGet("/none", static (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "no-store";
            return "none";
        }).CacheAnalytics("none", vary: ["n=0"]);
        app.MapGet("/sized", static (int bytes) => new string('x', bytes)).CacheAnalytics("sized", vary: ["bytes=0"]);
    }

    private Task<TestApp> StartAsync() => TestApp.StartAsync(
        Map,
        static options =>
        {
            options.Backend = "redis";
            options.OperationTimeout = TimeSpan.FromSeconds(10);
            options.Evictions.CatchUpInterval = TimeSpan.FromMilliseconds(50);
        },
        services => services.AddSingleton<ICacheBackendProvider>(new TestBackend(_log, _tier)));
}
