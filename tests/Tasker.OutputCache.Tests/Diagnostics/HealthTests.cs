using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Tasker.Caching;
using Tasker.Caching.Backends.Memory;
using Tasker.Caching.Engine;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Fakes;
using Tasker.OutputCache.Tests.Hosting;
using Tasker.OutputCache.Tests.Http;
using Xunit;

namespace Tasker.OutputCache.Tests.Diagnostics;

/// <summary>What probes see of the cache: the status, the sentence and the data.</summary>
public sealed class HealthTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly FakeEvictionLog _log = new(new InMemoryEvictionLog(TimeProvider.System, TimeSpan.FromHours(2)));
    private readonly FakeFarTier _tier = new(new FakeFarStore(TimeProvider.System));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cache_Memory_IsHealthyAndSaysWhatIsUsed()
    {
        await using var app = await TestApp.StartAsync(Map, services: AddChecks);

        var entry = await CheckAsync(app, "tasker-cache");

        Assert.Equal(HealthStatus.Healthy, entry.Status);
        Assert.Equal(["attached", "backend", "caught_errors", "circuit", "configured_backend", "enabled", "horizon_lag_seconds", "journal", "last_caught_error", "limits", "loop_restarts"], entry.Data.Keys.Order(StringComparer.Ordinal));
        AssertData(entry, ("backend", "memory"), ("configured_backend", "memory"), ("circuit", "Closed"), ("enabled", true), ("attached", true), ("journal", 0), ("limits", "none"));
    }

    [Fact]
    public async Task Cache_BackEndHasLimits_IsHealthyAndSaysWhich()
    {
        var limits = (IReadOnlyList<string>)[];
        await using var app = await StartSharedAsync(() => limits);
        var before = await WaitForAsync(app, HealthStatus.Healthy);

        limits = ["It forgets.", "It is slow."];
        var after = await CheckAsync(app, "tasker-cache");

        Assert.Equal(("Attached to redis.", "none"), (before.Description, before.Data["limits"]));
        Assert.Equal(HealthStatus.Healthy, after.Status);
        Assert.Equal("It forgets. It is slow.", after.Data["limits"]);
        Assert.Equal("Attached to redis, with limits: It forgets. It is slow.", after.Description);
    }

    // A back end of a stranger's.
    [Fact]
    public async Task Cache_LimitsThrow_IsHealthyAndCounted()
    {
        await using var app = await StartSharedAsync(static () => throw new InvalidTimeZoneException());

        var entry = await WaitForAsync(app, HealthStatus.Healthy);

        Assert.Equal("none", entry.Data["limits"]);
        Assert.True((long)entry.Data["caught_errors"] > 0);
    }

    [Fact]
    public async Task Cache_Disabled_IsHealthyAndSaysSo()
    {
        await using var app = await TestApp.StartAsync(Map, static options => options.Enabled = false, AddChecks);

        var entry = await CheckAsync(app, "tasker-cache");

        Assert.Equal(HealthStatus.Healthy, entry.Status);
        Assert.Equal(false, entry.Data["enabled"]);
        Assert.Contains("disabled", entry.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cache_PackageOfTheBackEndMissing_IsDegraded()
    {
        await using var app = await TestApp.StartAsync(Map, static options => options.Backend = "redis", AddChecks);

        var entry = await CheckAsync(app, "tasker-cache");

        Assert.Equal(HealthStatus.Degraded, entry.Status);
        AssertData(entry, ("backend", "memory"), ("configured_backend", "redis"));
        Assert.Contains("'redis' is configured", entry.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cache_DetachedAndBack_IsDegradedMeanwhile()
    {
        await using var app = await StartSharedAsync();
        await WaitForAsync(app, HealthStatus.Healthy);

        _log.Reads.Shape = _log.Appends.Shape = Breakage.Faulted;
        await app.Evictor.EvictAsync(["a"], Token);
        var degraded = await WaitForAsync(app, HealthStatus.Degraded);
        var lag = Assert.IsType<double>(degraded.Data["horizon_lag_seconds"]);
        AssertData(degraded, ("attached", false), ("journal", 1), ("backend", "redis"));
        Assert.True(lag >= 1, $"The log has been silent for {lag} s.");
        Assert.Contains("Detached from redis", degraded.Description, StringComparison.Ordinal);

        _log.Reads.Shape = _log.Appends.Shape = Breakage.None;
        var healthy = await WaitForAsync(app, HealthStatus.Healthy);
        AssertData(healthy, ("attached", true), ("journal", 0));
    }

    [Fact]
    public async Task Cache_CircuitOpen_IsDegraded()
    {
        await using var app = await StartSharedAsync();
        await WaitForAsync(app, HealthStatus.Healthy);

        _tier.Break(Breakage.Faulted);
        var degraded = await WaitForAsync(app, HealthStatus.Degraded, () => app.Client.GetStringAsync($"/r?n={Guid.NewGuid():N}", Token));

        AssertData(degraded, ("attached", true), ("circuit", nameof(CircuitState.Open)));
        Assert.Contains("circuit to redis is open", degraded.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WarmUp_UntilItHasEnded_IsUnhealthyAndSaysHowFarItIs()
    {
        var gate = new TaskCompletionSource();
        await using var app = await TestApp.StartAsync(
            app => app.MapGet("/slow", async () =>
            {
                await gate.Task;
                return "slow";
            }).CacheAnalytics("slow"),
            static options => options.Resources["analytics"] = new CacheResourceOptions { WarmUp = { "/slow" } },
            AddChecks);

        await Eventually.Async(async _ => (await CheckAsync(app, "tasker-cache-warm-up")).Data["paths"] is 1, Deadline, "the warm-up knows what there is to do", Token);
        var before = await CheckAsync(app, "tasker-cache-warm-up");
        gate.SetResult();
        await Eventually.Async(async _ => (await CheckAsync(app, "tasker-cache-warm-up")).Status == HealthStatus.Healthy, Deadline, "the warm-up ends", Token);
        var after = await CheckAsync(app, "tasker-cache-warm-up");

        Assert.Equal(HealthStatus.Unhealthy, before.Status);
        AssertData(before, ("paths", 1), ("warm", 0), ("failed", 0));
        AssertData(after, ("paths", 1), ("warm", 1), ("failed", 0));
        Assert.Contains("ready", after.Tags);
        Assert.DoesNotContain("ready", (await CheckAsync(app, "tasker-cache")).Tags);
    }

    private static void AssertData(HealthReportEntry entry, params (string Name, object Value)[] expected) =>
        Assert.All(expected, pair => Assert.Equal(pair.Value, entry.Data[pair.Name]));

    private static void AddChecks(IServiceCollection services) => services.AddHealthChecks().AddTaskerCache().AddTaskerCacheWarmUp();

    private static void Map(WebApplication app) => app.MapGet("/r", static () => "r").CacheAnalytics("r", vary: ["n=0"]);

    private Task<TestApp> StartSharedAsync(Func<IReadOnlyList<string>>? limits = null) => TestApp.StartAsync(
        Map,
        static options =>
        {
            options.Backend = "redis";
            options.Evictions.StalenessBound = TimeSpan.FromSeconds(1);
            options.Evictions.CatchUpInterval = TimeSpan.FromMilliseconds(50);
        },
        services =>
        {
            services.AddSingleton<ICacheBackendProvider>(new TestBackend(_log, _tier) { Limits = limits });
            AddChecks(services);
        });

    private static async Task<HealthReportEntry> CheckAsync(TestApp app, string name) =>
        (await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token)).Entries[name];

    private static async Task<HealthReportEntry> WaitForAsync(TestApp app, HealthStatus status, Func<Task>? meanwhile = null)
    {
        var entry = default(HealthReportEntry);
        await Eventually.Async(
            async _ =>
            {
                await (meanwhile?.Invoke() ?? Task.CompletedTask);
                return (entry = await CheckAsync(app, "tasker-cache")).Status == status;
            },
            Deadline,
            $"the cache is {status}",
            Token);
        return entry;
    }
}
