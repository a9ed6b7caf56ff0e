using Microsoft.Extensions.Logging;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.Caching.Events;
using Tasker.OutputCache.TestUtilities.Fakes;
using Xunit;

namespace Tasker.OutputCache.Tests.Events;

/// <summary>A second eviction follows the first when replicas have caught up.</summary>
public sealed class SettleTests
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(4);

    // What is due within the grain goes together, and a timer may be a millisecond late.
    private static readonly TimeSpan Late = SettleQueue.Grain * 2;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Task<EventsHost> StartAsync(EvictionMode mode = EvictionMode.Hard) =>
        EventsHost.StartAsync(cache => cache.EvictOn<TaskMoved>(e => [$"n {e.Namespace}"], mode, settle: Settle));

    [Fact]
    public async Task Publish_WithSettleTime_EvictsAtOnceAndAgainAfterIt()
    {
        await using var host = await StartAsync();
        var before = host.View.Now;

        await host.Events.PublishAsync(new TaskMoved("payments"), Token);
        Assert.True(host.IsEvicted(before, "n payments"));
        var after = host.View.Now;
        host.Clock.Advance(Settle - TimeSpan.FromMilliseconds(1));
        Assert.False(host.IsEvicted(after, "n payments"));
        host.Clock.Advance(Late);

        Assert.True(host.IsEvicted(after, "n payments"));
        after = host.View.Now;
        host.Clock.Advance(Settle * 3);
        Assert.False(host.IsEvicted(after, "n payments"));
        Assert.Equal(2, host.Log.Appends.Calls);
        Assert.Equal(1, host.Meters["tasker.cache.events.settled"]);
    }

    [Fact]
    public async Task Publish_SoftWithSettleTime_IsSoftTheSecondTimeToo()
    {
        await using var host = await StartAsync(EvictionMode.Soft);
        await host.Events.PublishAsync(new TaskMoved("payments"), Token);
        var after = host.View.Now;

        host.Clock.Advance(Settle + Late);

        Assert.True(host.IsStale(after, "n payments"));
    }

    [Fact]
    public async Task Publish_AgainBeforeItHasSettled_JoinsTheSecondEvictions()
    {
        await using var host = await StartAsync();
        for (var i = 0; i < 10; i++)
        {
            await host.Events.PublishAsync(new TaskMoved("payments"), Token);
            host.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var after = host.View.Now;
        Assert.Equal(10, host.Log.Appends.Calls);
        host.Clock.Advance(Settle - TimeSpan.FromSeconds(1) + Late);

        Assert.True(host.IsEvicted(after, "n payments"));
        Assert.Equal(11, host.Log.Appends.Calls);
    }

    [Fact]
    public async Task Publish_MoreTagsThanTheQueueHolds_WidensThem()
    {
        await using var host = await EventsHost.StartAsync(static cache => cache
            .EvictOn<TaskMoved>(e => [CacheTag.For("analytics").With("namespace", e.Namespace)], settle: Settle));

        await host.Events.PublishAllAsync(Enumerable.Range(0, SettleQueue.MaximumTags + 1).Select(static row => new TaskMoved($"n{row}")), Token);

        Assert.Single(host.Lines.Entries, static line => line.EventId.Id == 705);
        var after = host.View.Now;
        host.Clock.Advance(Settle + Late);
        Assert.True(host.IsEvicted(after, "analytics"));
        Assert.Equal(1, host.Meters["tasker.cache.events.settled"]);
    }

    [Fact]
    public async Task Publish_MoreStringsThanTheQueueHolds_EvictsEverythingTheSecondTime()
    {
        await using var host = await StartAsync();

        await host.Events.PublishAllAsync(Enumerable.Range(0, SettleQueue.MaximumTags + 1).Select(static row => new TaskMoved($"n{row}")), Token);

        var after = host.View.Now;
        host.Clock.Advance(Settle + Late);
        Assert.True(host.IsEvicted(after, ReservedTags.Everything));
    }

    [Fact]
    public async Task Publish_WidenedWhileEarlierOnesWait_SettlesFromTheLastOn()
    {
        await using var host = await EventsHost.StartAsync(static cache => cache
            .EvictOn<TaskMoved>(e => [CacheTag.For("analytics").With("namespace", e.Namespace)], settle: Settle));
        await host.Events.PublishAsync(new TaskMoved("first"), Token);
        host.Clock.Advance(TimeSpan.FromSeconds(2));

        await host.Events.PublishAllAsync(Enumerable.Range(0, SettleQueue.MaximumTags).Select(static row => new TaskMoved($"n{row}")), Token);

        Assert.Single(host.Lines.Entries, static line => line.EventId.Id == 705);
        host.Clock.Advance(Settle - TimeSpan.FromMilliseconds(1));
        var after = host.View.Now;
        host.Clock.Advance(Late);
        Assert.True(host.IsEvicted(after, "analytics"));
    }

    [Fact]
    public async Task Publish_SeveralTagsAndLaterAnother_EvictsEachAgainAtItsTime()
    {
        await using var host = await EventsHost.StartAsync(static cache => cache
            .EvictOn<TaskMoved>(e => [$"n {e.Namespace}", $"also {e.Namespace}"], settle: Settle));
        await host.Events.PublishAsync(new TaskMoved("one"), Token);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await host.Events.PublishAsync(new TaskMoved("two"), Token);
        var after = host.View.Now;

        host.Clock.Advance(Settle - TimeSpan.FromSeconds(1) + Late);
        Assert.All(["n one", "also one"], tag => Assert.True(host.IsEvicted(after, tag), tag));
        Assert.All(["n two", "also two"], tag => Assert.False(host.IsEvicted(after, tag), tag));
        host.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.All(["n two", "also two"], tag => Assert.True(host.IsEvicted(after, tag), tag));
        Assert.Equal(4, host.Meters["tasker.cache.events.settled"]);
    }

    [Fact]
    public async Task Publish_MappingsThatSettleDifferently_AllEvictAtOnceAndEachAgainAtItsTime()
    {
        await using var host = await EventsHost.StartAsync(static cache =>
        {
            foreach (var settle in (TimeSpan?[])[null, Settle, Settle * 2])
            {
                cache.EvictOn<TaskMoved>(_ => [$"after {settle?.Seconds ?? 0}"], settle: settle);
            }
        });
        var before = host.View.Now;

        await host.Events.PublishAsync(new TaskMoved("payments"), Token);

        Assert.All(["after 0", "after 4", "after 8"], tag => Assert.True(host.IsEvicted(before, tag), tag));
        Assert.Equal(["after 4"], Again());
        Assert.Equal(["after 8"], Again());

        string[] Again()
        {
            var since = host.View.Now;
            host.Clock.Advance(Settle + Late);
            return [.. ((string[])["after 0", "after 4", "after 8"]).Where(tag => host.IsEvicted(since, tag))];
        }
    }

    [Fact]
    public async Task Stop_SecondEvictionsToCome_WaitsForThem()
    {
        await using var host = await StartAsync();
        await host.Events.PublishAsync(new TaskMoved("payments"), Token);
        var after = host.View.Now;

        var stopping = host.StopAsync();
        await host.Clock.AdvanceUntilAsync(TimeSpan.FromMilliseconds(50), () => stopping.IsCompleted, "the host has stopped");

        await stopping;
        Assert.True(host.IsEvicted(after, "n payments"));
        Assert.Equal(2, host.Log.Appends.Calls);
        Assert.DoesNotContain(host.Lines.Entries, static line => line.EventId.Id == 706);
    }

    [Fact]
    public async Task Stop_SecondEvictionsTooFarAway_EvictsEarlyAndSaysSo()
    {
        await using var host = await EventsHost.StartAsync(static cache => cache.EvictOn<TaskMoved>(_ => ["a"], settle: TimeSpan.FromMinutes(2)));
        await host.Events.PublishAsync(new TaskMoved("payments"), Token);
        var after = host.View.Now;

        var stopping = host.StopAsync();
        await host.Clock.AdvanceUntilAsync(TimeSpan.FromMilliseconds(50), () => stopping.IsCompleted, "the host has stopped");

        await stopping;
        Assert.True(host.IsEvicted(after, "a"));
        Assert.Equal(LogLevel.Warning, Assert.Single(host.Lines.Entries, static line => line.EventId.Id == 706).Level);
    }
}
