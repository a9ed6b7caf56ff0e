using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.Caching;
using Tasker.OutputCache.TestUtilities.Fakes;
using Xunit;

namespace Tasker.OutputCache.Tests.Events;

public sealed class DomainEventsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Publish_SeveralMappings_EvictsWhatAllOfThemName()
    {
        await using var host = await EventsHost.StartAsync(static cache => cache
            .EvictOn<TaskMoved>(e => [CacheTag.For("analytics").With("namespace", e.Namespace)])
            .EvictOn<TaskMoved>(e => ["moves", $"moves of {e.Namespace}"])
            .EvictOn<TaskDeleted>(_ => ["deletions"]), static services => EventsHost.Declare(services, "analytics", "namespace"));
        var before = host.View.Now;

        var result = await host.Events.PublishAsync(new TaskMoved("payments"), Token);

        Assert.Equal(EvictionResult.Confirmed, result);
        Assert.True(host.IsEvicted(before, "analytics|namespace=payments"));
        Assert.True(host.IsEvicted(before, "analytics|namespace=*"));
        Assert.True(host.IsEvicted(before, "moves"));
        Assert.True(host.IsEvicted(before, "moves of payments"));
        Assert.False(host.IsEvicted(before, "deletions"));
        Assert.Equal(1, host.Log.Appends.Calls);
        Assert.Equal(1, host.Meters["tasker.cache.events"]);
    }

    [Fact]
    public async Task Publish_DerivedEvent_HasTheMappingsOfBasesAndInterfaces()
    {
        await using var host = await EventsHost.StartAsync(static cache => cache
            .EvictOn<TaskEvent>(_ => ["of the base"])
            .EvictOn<INamespaced>(e => [$"of {e.Namespace}"])
            .EvictOn<object>(_ => ["of all"])
            .EvictOn<TaskMoved>(_ => ["of itself"]));
        var before = host.View.Now;

        // Known by its base only, as many a list of events is.
        TaskEvent moved = new TaskMoved("payments");
        await host.Events.PublishAsync(moved, Token);

        Assert.All(["of the base", "of payments", "of all", "of itself"], tag => Assert.True(host.IsEvicted(before, tag), tag));
        before = host.View.Now;
        await host.Events.PublishAsync(new TaskDeleted(), Token);
        Assert.All(["of the base", "of all"], tag => Assert.True(host.IsEvicted(before, tag), tag));
        Assert.All(["of payments", "of itself"], tag => Assert.False(host.IsEvicted(before, tag), tag));
    }

    [Fact]
    public async Task Publish_EventWithoutMapping_IsSharedAndSaidOnce()
    {
        await using var host = await EventsHost.StartAsync(static cache => cache.EvictOn<TaskMoved>(_ => ["a"]));

        Assert.Equal(EvictionResult.Confirmed, await host.Events.PublishAsync(new RowsImported(3), Token));
        await host.Events.PublishAsync(new RowsImported(4), Token);

        Assert.Equal(0, host.Log.Appends.Calls);
        var line = Assert.Single(host.Lines.Entries, static line => line.EventId.Id == 704);
        Assert.Equal(LogLevel.Debug, line.Level);
    }

    [Fact]
    public async Task Publish_SoftMapping_LeavesEntriesStale()
    {
        await using var host = await EventsHost.StartAsync(static cache => cache
            .EvictOn<TaskMoved>(_ => ["trends"], EvictionMode.Soft)
            .EvictOn<TaskMoved>(_ => ["overview"]));
        var before = host.View.Now;

        await host.Events.PublishAsync(new TaskMoved("payments"), Token);

        Assert.True(host.IsStale(before, "trends"));
        Assert.True(host.IsEvicted(before, "overview"));
    }

    [Fact]
    public async Task Publish_MappingThrows_OthersRunAndItIsCountedAndLoggedOnce()
    {
        await using var host = await EventsHost.StartAsync(static cache => cache
            .EvictOn<TaskMoved>(e => [$"length {e.Namespace!.Length}"])
            .EvictOn<TaskMoved>(_ => ["others"]));

        for (var i = 0; i < 3; i++)
        {
            var before = host.View.Now;
            Assert.Equal(EvictionResult.Confirmed, await host.Events.PublishAsync(new TaskMoved(null), Token));
            Assert.True(host.IsEvicted(before, "others"));
        }

        Assert.Equal(3, host.Meters["tasker.cache.events.failures"]);
        var line = Assert.Single(host.Lines.Entries, static line => line.EventId.Id == 701);
        Assert.Equal(LogLevel.Error, line.Level);
        Assert.IsType<NullReferenceException>(line.Exception);
        Assert.Contains("TaskMoved", line.Message, StringComparison.Ordinal);
        Assert.Contains("e.Namespace!.Length", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_MappingThrowsHalfway_KeepsWhatItHasNamed()
    {
        await using var host = await EventsHost.StartAsync(static cache => cache.EvictOn<TaskMoved>(Halfway));
        var before = host.View.Now;

        await host.Events.PublishAsync(new TaskMoved("payments"), Token);

        Assert.True(host.IsEvicted(before, "named"));
        Assert.Equal(1, host.Meters["tasker.cache.events.failures"]);

        static IEnumerable<CacheTag> Halfway(TaskMoved moved)
        {
            yield return "named";
            throw new InvalidOperationException(moved.Namespace);
        }
    }

    [Fact]
    public async Task Publish_MappingReturnsNullOrANullTag_OthersCountAndItIsLogged()
    {
        await using var host = await EventsHost.StartAsync(static cache => cache
            .EvictOn<TaskMoved>(_ => null!)
            .EvictOn<TaskMoved>(_ => ["first", null!, "second"])
            .EvictOn<TaskMoved>(_ => ["third"]));
        var before = host.View.Now;

        await host.Events.PublishAsync(new TaskMoved("payments"), Token);

        Assert.All(["first", "second", "third"], tag => Assert.True(host.IsEvicted(before, tag), tag));
        Assert.Equal(2, host.Meters["tasker.cache.events.failures"]);
        Assert.Equal(2, host.Lines.Entries.Count(static line => line.EventId.Id == 701));
    }

    [Fact]
    public async Task Publish_LogBroken_IsJournaledAndArrivesInTheEnd()
    {
        await using var host = await EventsHost.StartAsync(static cache => cache.EvictOn<TaskMoved>(e => [$"n {e.Namespace}"]));
        host.Log.Appends.Shape = Breakage.Throws;
        var before = host.View.Now;

        var publishing = host.Events.PublishAsync(new TaskMoved("payments"), Token);
        Assert.True(host.IsEvicted(before, "n payments"));
        await host.Clock.AdvanceUntilAsync(TimeSpan.FromMilliseconds(10), () => publishing.IsCompleted, "the call returns");

        Assert.Equal(EvictionResult.Journaled, await publishing);
        Assert.Equal(1, host.Journal.Count);
        host.Log.Appends.Shape = Breakage.None;
        await host.Clock.AdvanceUntilAsync(TimeSpan.FromMilliseconds(10), () => host.Journal.Count == 0, "the journal is appended");
    }

    [Fact]
    public async Task Publish_CallerIsGone_EvictsAllTheSame()
    {
        await using var host = await EventsHost.StartAsync(static cache => cache.EvictOn<TaskMoved>(_ => ["a"]));
        var before = host.View.Now;

        await host.Events.PublishAsync(new TaskMoved("payments"), new CancellationToken(canceled: true));

        Assert.True(host.IsEvicted(before, "a"));
        Assert.Equal(1, host.Log.Appends.Calls);
    }

    [Fact]
    public async Task Publish_Null_IsTheCallersMistake()
    {
        await using var host = await EventsHost.StartAsync(static cache => cache.EvictOn<TaskMoved>(_ => ["a"]));

        await Assert.ThrowsAsync<ArgumentNullException>(() => host.Events.PublishAsync<TaskMoved>(null!, Token));
    }

    [Fact]
    public async Task PublishAll_NullAmongThem_IsTheCallersMistake()
    {
        await using var host = await EventsHost.StartAsync(static cache => cache.EvictOn<TaskMoved>(_ => ["a"]));
        var before = host.View.Now;

        await Assert.ThrowsAsync<ArgumentNullException>(() => host.Events.PublishAllAsync([new TaskMoved("payments"), null!], Token));

        Assert.False(host.IsEvicted(before, "a"));
    }

    [Theory]
    [InlineData(EvictionResult.Confirmed, EvictionResult.Journaled, EvictionResult.Journaled)]
    [InlineData(EvictionResult.Journaled, EvictionResult.Confirmed, EvictionResult.Journaled)]
    [InlineData(EvictionResult.Confirmed, EvictionResult.Confirmed, EvictionResult.Confirmed)]
    [InlineData(EvictionResult.Refused, EvictionResult.Journaled, EvictionResult.Refused)]
    [InlineData(EvictionResult.Confirmed, EvictionResult.Refused, EvictionResult.Refused)]
    public async Task Publish_BothModes_IsSharedOnlyIfBothAre(EvictionResult ofHard, EvictionResult ofSoft, EvictionResult expected)
    {
        var evictor = new ModalEvictor();
        await using var host = await EventsHost.StartAsync(cache =>
        {
            cache.Services.AddSingleton<ICacheEvictor>(evictor);
            cache.EvictOn<TaskMoved>(_ => ["a"]).EvictOn<TaskMoved>(_ => ["b"], EvictionMode.Soft);
        });
        var hard = evictor.Hold(EvictionMode.Hard);
        var soft = evictor.Hold(EvictionMode.Soft);

        var publishing = host.Events.PublishAsync(new TaskMoved("payments"), Token);
        hard.SetResult(ofHard);
        Assert.False(publishing.IsCompleted);
        soft.SetResult(ofSoft);

        Assert.Equal(expected, await publishing);
    }

    [Fact]
    public async Task Evict_NullAmongTheTags_OthersCount()
    {
        await using var host = await EventsHost.StartAsync(static _ => { });
        var before = host.View.Now;

        Assert.Equal(EvictionResult.Refused, await host.Evictor.EvictAsync(["a", null!], Token));

        Assert.True(host.IsEvicted(before, "a"));
        Assert.Single(host.Lines.Entries, static line => line.EventId.Id == 107);
    }

    [Fact]
    public async Task Evict_RefusedAgainAndAgain_IsSaidOnceAMinuteWithTheirNumber()
    {
        await using var host = await EventsHost.StartAsync(static _ => { });
        for (var i = 0; i < 3; i++)
        {
            await host.Evictor.EvictAsync([null!], Token);
        }

        Assert.Contains("Refused since the last of these lines: 1.", Assert.Single(Refusals()), StringComparison.Ordinal);
        Assert.Equal(2, host.Lines.Entries.Count(static line => line.EventId.Id == 109 && line.Level == LogLevel.Debug));

        host.Clock.Advance(TimeSpan.FromSeconds(59));
        await host.Evictor.EvictAsync([null!], Token);
        Assert.Single(Refusals());

        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await host.Evictor.EvictAsync([null!], Token);
        Assert.Contains("Refused since the last of these lines: 4.", Refusals()[^1], StringComparison.Ordinal);
        Assert.Equal(2, Refusals().Length);

        string[] Refusals() => [.. host.Lines.Entries.Where(static line => line.EventId.Id == 107).Select(static line => line.Message)];
    }

    [Fact]
    public async Task Publish_EvictorOfTheHostThrows_EvictsTheRestAndTellsTheCaller()
    {
        var evictor = new ModalEvictor { Throwing = EvictionMode.Hard };
        await using var host = await EventsHost.StartAsync(cache => cache
            .EvictOn<TaskMoved>(_ => ["overview"], settle: TimeSpan.FromSeconds(4))
            .EvictOn<TaskMoved>(_ => ["trends"], EvictionMode.Soft)
            .Services.AddSingleton<ICacheEvictor>(evictor));

        var publishing = host.Events.PublishAsync(new TaskMoved("payments"), Token);

        await Assert.ThrowsAsync<InvalidOperationException>(() => publishing);
        Assert.Equal([EvictionMode.Hard, EvictionMode.Soft], evictor.Calls.Select(static call => call.Mode));
        evictor.Throwing = null;
        host.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal((EvictionMode.Hard, "overview"), (evictor.Calls[^1].Mode, Assert.Single(evictor.Calls[^1].Tags)));
    }
}
