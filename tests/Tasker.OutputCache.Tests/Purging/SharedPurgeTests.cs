using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Tasker.Caching.Backends.Memory;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Fakes;
using Tasker.OutputCache.Tests.Hosting;
using Tasker.OutputCache.Tests.Http;
using Xunit;

namespace Tasker.OutputCache.Tests.Purging;

/// <summary>Several instances over one log, and one that purges.</summary>
public sealed class SharedPurgeTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    private readonly ManualClock _clock = new();
    private readonly RecordingPurger _left = new();
    private readonly RecordingPurger _right = new();
    private readonly InMemoryEvictionLog _log;
    private readonly FakeFarStore _store;

    public SharedPurgeTests()
    {
        _log = new InMemoryEvictionLog(_clock, TimeSpan.FromHours(1));
        _store = new FakeFarStore(_clock);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task<TestApp> StartAsync(RecordingPurger purger) => TestApp.StartAsync(
        static app => app.MapGet("/x", static () => "x").CacheAnalytics("x"),
        static options => options.Backend = "redis",
        services =>
        {
            services.AddSingleton<TimeProvider>(_clock);
            services.AddSingleton<ICacheBackendProvider>(new TestBackend(new FakeEvictionLog(_log), new FakeFarTier(_store)));
            new TaskerCachingBuilder(services).AddPurger<RecordingPurger>();

            // The last one counts.
            services.AddSingleton<ICachePurger>(purger);
        });

    private static int CountOf(RecordingPurger purger, string key) => purger.Purges.Count(purge => purge.Keys.Contains(key));

    private Task AdvanceUntilAsync(Func<bool> condition, string description) => _clock.AdvanceUntilAsync(Step, condition, description);

    [Fact]
    public async Task Evict_OnEitherOfTwoInstances_OneOfThemPurges()
    {
        await using var left = await StartAsync(_left);
        await AdvanceUntilAsync(() => _left.Purges.Any(static purge => purge.IsEverything), "the first one purges everything");
        await using var right = await StartAsync(_right);

        await left.Evictor.EvictAsync(["one"], Token);
        await right.Evictor.EvictAsync(["two"], Token);

        // Each of them twice: the second time for what was on its way.
        await AdvanceUntilAsync(() => CountOf(_left, "one") == 2 && CountOf(_left, "two") == 2, "the first one purges both");
        Assert.Empty(_right.Purges);
    }

    [Fact]
    public async Task Instance_ThatPurges_Stops_AnotherOneGoesOnFromItsPlace()
    {
        var left = await StartAsync(_left);
        await AdvanceUntilAsync(() => _left.Purges.Count(static purge => purge.IsEverything) == 2, "the first one has purged everything, and once more");
        await left.Evictor.EvictAsync(["one"], Token);
        await AdvanceUntilAsync(() => CountOf(_left, "one") == 2 && new FakeFarTier(_store).Peek("{tasker}:purge:cursor") is not null, "it has purged it, and once more");
        await using var right = await StartAsync(_right);
        await left.DisposeAsync();

        await right.Evictor.EvictAsync(["two"], Token);
        await AdvanceUntilAsync(() => CountOf(_right, "two") > 0, "the second one purges");

        Assert.DoesNotContain(_right.Purges, static purge => purge.IsEverything);
    }

    [Fact]
    public async Task Evict_WhileNoInstancePurges_IsPurgedByTheNext()
    {
        var left = await StartAsync(_left);
        await AdvanceUntilAsync(() => _left.Purges.Count(static purge => purge.IsEverything) == 2 && new FakeFarTier(_store).Peek("{tasker}:purge:cursor") is not null, "its place is kept");
        await left.DisposeAsync();
        await _log.AppendAsync(["by-another-program"], null, 0, Token);

        await using var right = await StartAsync(_right);
        await AdvanceUntilAsync(() => CountOf(_right, "by-another-program") > 0, "the next one purges it");

        Assert.DoesNotContain(_right.Purges, static purge => purge.IsEverything);
    }

    [Fact]
    public async Task Cursor_IsLost_EverythingIsPurged()
    {
        var left = await StartAsync(_left);
        await AdvanceUntilAsync(() => _left.Purges.Count(static purge => purge.IsEverything) == 2 && new FakeFarTier(_store).Peek("{tasker}:purge:cursor") is not null, "its place is kept");
        await left.DisposeAsync();
        new FakeFarTier(_store).Put("{tasker}:purge:cursor", "9\nfrom another version"u8.ToArray());

        await using var right = await StartAsync(_right);

        await AdvanceUntilAsync(() => _right.Purges.Any(static purge => purge.IsEverything), "everything is purged");
    }
}
