using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Tasker.Caching.Backends.Memory;
using Tasker.Caching.Engine;
using Tasker.OutputCache.TestUtilities.Fakes;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Http;

/// <summary>A resource that needs a shared tier is not cached without one; the others don't care.</summary>
public sealed class SharedRequirementTests : HttpContract, IDisposable
{
    private readonly CollectingLoggerProvider _logs = new();
    private int _runs;

    public void Dispose() => _logs.Dispose();

    private Task<TestApp> StartAsync(Action<TaskerCachingOptions>? options = null, Action<IServiceCollection>? services = null) => StartAsync(
        app =>
        {
            app.MapGet("/templates", () => $"run {Interlocked.Increment(ref _runs)}").CacheResource("templates", "list");
            app.MapGet("/analytics", () => $"run {Interlocked.Increment(ref _runs)}").CacheAnalytics("x");
        },
        options,
        services,
        _logs);

    private async Task<(string First, string Second, string Status)> TwiceAsync(TestApp app, string url)
    {
        var first = await app.Client.GetStringAsync(url, Token);
        var response = await app.Client.GetAsync(url, Token);
        return (first, await response.Content.ReadAsStringAsync(Token), StatusOf(response));
    }

    private ValueTask<string> ObjectAsync(TestApp app) => app.Services.GetRequiredKeyedService<HybridCache>("templates").GetOrCreateAsync(
        "k", _ => ValueTask.FromResult($"run {Interlocked.Increment(ref _runs)}"), cancellationToken: Token);

    private int Logged(int id) => _logs.Entries.Count(entry => entry.EventId.Id == id);

    [Fact]
    public async Task Get_MemoryBackEnd_TemplatesAreNotCachedAndOneWarningSaysWhy()
    {
        await using var app = await StartAsync();

        Assert.Equal(("run 1", "run 2", "tasker; fwd=miss; detail=not-shared"), await TwiceAsync(app, "/templates"));
        Assert.Equal("run 3", await ObjectAsync(app));
        Assert.Equal("run 4", await ObjectAsync(app));
        var (first, second, _) = await TwiceAsync(app, "/analytics");
        Assert.Equal(("run 5", "run 5"), (first, second));
        Assert.Equal(1, Logged(851));
        Assert.Equal(0, app.Engine.Flights);
    }

    [Fact]
    public async Task Get_RequirementTakenBack_TemplatesAreCachedInMemory()
    {
        await using var app = await StartAsync(static options => options.Resources["templates"] = new CacheResourceOptions { RequiresShared = false });

        var (first, second, _) = await TwiceAsync(app, "/templates");

        Assert.Equal(("run 1", "run 1"), (first, second));
        Assert.Equal(0, Logged(851));
    }

    [Fact]
    public async Task Get_SharedBackEndLostAndFound_TemplatesAreCachedAgainByThemselves()
    {
        var log = new FakeEvictionLog(new InMemoryEvictionLog(TimeProvider.System, TimeSpan.FromHours(1)));
        await using var app = await StartAsync(
            static options =>
            {
                options.Backend = "redis";
                options.Evictions.StalenessBound = TimeSpan.FromSeconds(1);
                options.Evictions.CatchUpInterval = TimeSpan.FromMilliseconds(50);
                options.OperationTimeout = TimeSpan.FromMilliseconds(500);
            },
            services => services.AddSingleton<ICacheBackendProvider>(new TestBackend(log, new FakeFarTier(new FakeFarStore(TimeProvider.System)))));
        var follower = app.Services.GetRequiredService<EvictionFollower>();
        await WaitAsync(() => follower.IsAttached, "the node is attached");
        var cached = await ObjectAsync(app);
        Assert.Equal(cached, await ObjectAsync(app));

        log.Reads.Shape = Breakage.Faulted;
        await WaitAsync(() => !follower.IsAttached, "the node is detached");
        Assert.NotEqual(await ObjectAsync(app), await ObjectAsync(app));
        var (first, second, status) = await TwiceAsync(app, "/templates");
        Assert.NotEqual(first, second);
        Assert.Equal("tasker; fwd=miss; detail=detached", status);

        log.Reads.Shape = Breakage.None;
        await WaitAsync(() => follower.IsAttached, "the node is attached again");
        await WaitAsync(() => ObjectAsync(app).AsTask().Result == ObjectAsync(app).AsTask().Result, "objects are cached again");
        Assert.Equal(1, Logged(852));
        Assert.Equal(1, Logged(853));
    }

    [Fact]
    public async Task Evict_OneEvent_TakesTheResponseAndTheObject()
    {
        await using var app = await StartAsync();
        var cache = app.Services.GetRequiredService<HybridCache>();
        var (response, _, _) = await TwiceAsync(app, "/analytics");
        var value = await RunAsync();
        Assert.Equal(value, await RunAsync());

        await app.Evictor.EvictAsync(["analytics"], Token);

        Assert.NotEqual(response, await app.Client.GetStringAsync("/analytics", Token));
        Assert.NotEqual(value, await RunAsync());

        ValueTask<string> RunAsync() => cache.GetOrCreateAsync("k", _ => ValueTask.FromResult($"run {Interlocked.Increment(ref _runs)}"), tags: ["analytics"], cancellationToken: Token);
    }
}
