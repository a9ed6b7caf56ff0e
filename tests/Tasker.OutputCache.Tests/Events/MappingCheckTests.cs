using Microsoft.Extensions.Logging;
using Tasker.Caching;
using Xunit;

namespace Tasker.OutputCache.Tests.Events;

/// <summary>What is wrong with a mapping shows at start, or when it is used.</summary>
public sealed class MappingCheckTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_SameMappingTwice_IsUsedOnceAndSaid()
    {
        await using var host = await EventsHost.StartAsync(static cache =>
        {
            Register(cache);
            Register(cache);
        });

        await host.Events.PublishAsync(new TaskMoved("payments"), Token);

        Assert.Equal(1, host.Meters["tasker.cache.events.failures"]);
        var line = Assert.Single(host.Lines.Entries, static line => line.EventId.Id == 703);
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.Contains("TaskMoved", line.Message, StringComparison.Ordinal);

        static void Register(TaskerOutputCacheBuilder cache) => cache.EvictOn<TaskMoved>(_ => [null!]);
    }

    [Fact]
    public async Task Start_SameMappingInAnotherMode_IsAnotherMapping()
    {
        await using var host = await EventsHost.StartAsync(static cache =>
        {
            foreach (var mode in Enum.GetValues<EvictionMode>())
            {
                cache.EvictOn<TaskMoved>(_ => ["a"], mode);
            }
        });

        Assert.DoesNotContain(host.Lines.Entries, static line => line.EventId.Id == 703);
    }

    [Fact]
    public async Task Start_SameMappingWithAnotherSettleTime_IsAnotherMapping()
    {
        await using var host = await EventsHost.StartAsync(static cache =>
        {
            foreach (var seconds in (int[])[0, 4])
            {
                cache.EvictOn<TaskMoved>(_ => ["a"], settle: TimeSpan.FromSeconds(seconds));
            }
        });

        await host.Events.PublishAsync(new TaskMoved("payments"), Token);

        Assert.DoesNotContain(host.Lines.Entries, static line => line.EventId.Id == 703);
        var after = host.View.Now;
        host.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.True(host.IsEvicted(after, "a"));
    }

    [Fact]
    public async Task Start_ExampleNamesAnUnknownDimension_IsAnError()
    {
        await using var host = await EventsHost.StartAsync(
            static cache => cache.EvictOn<TaskMoved>(e => [CacheTag.For("analytics").With("namspace", e.Namespace)], example: static () => new TaskMoved("payments")),
            static services => EventsHost.Declare(services, "analytics", "namespace"));

        var line = Assert.Single(host.Lines.Entries, static line => line.EventId.Id == 702);
        Assert.Equal(LogLevel.Error, line.Level);
        Assert.Contains("namspace", line.Message, StringComparison.Ordinal);
        Assert.Contains("Its dimensions: namespace", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ExampleMakesTheMappingFail_IsAnError()
    {
        await using var host = await EventsHost.StartAsync(static cache => cache
            .EvictOn<TaskMoved>(e => [e.Namespace!.Trim()], example: static () => new TaskMoved(null))
            .EvictOn<TaskDeleted>(_ => null!, example: static () => new TaskDeleted())
            .EvictOn<RowsImported>(_ => [null!], example: static () => default)
            .EvictOn<RowsImported>(e => [$"rows {e.Count}"], example: static () => new RowsImported(1)));

        Assert.Equal(3, host.Lines.Entries.Count(static line => line.EventId.Id == 702));
        Assert.Equal(0, host.Log.Appends.Calls);
    }

    [Fact]
    public async Task Publish_UnknownDimension_IsRefusedAndTheOthersCount()
    {
        await using var host = await EventsHost.StartAsync(
            static cache => cache.EvictOn<TaskMoved>(e => [CacheTag.For("analytics").With("namspace", e.Namespace), "others"]),
            static services => EventsHost.Declare(services, "analytics", "namespace"));
        var before = host.View.Now;

        Assert.Equal(EvictionResult.Refused, await host.Events.PublishAsync(new TaskMoved("payments"), Token));

        Assert.True(host.IsEvicted(before, "others"));
        Assert.Single(host.Lines.Entries, static line => line.EventId.Id == 107);
    }

    [Fact]
    public async Task EvictOn_ImpossibleArguments_AreRefusedAtOnce()
    {
        await using var host = await EventsHost.StartAsync(static cache =>
        {
            Assert.Throws<ArgumentNullException>(() => cache.EvictOn<TaskMoved>(null!));
            Assert.Throws<ArgumentOutOfRangeException>(() => cache.EvictOn<TaskMoved>(_ => [], settle: TimeSpan.FromSeconds(-1)));
            Assert.Throws<ArgumentOutOfRangeException>(() => cache.EvictOn<TaskMoved>(_ => [], settle: TimeSpan.FromHours(1)));
            Assert.Throws<ArgumentOutOfRangeException>(() => cache.EvictOn<TaskMoved>(_ => [], (EvictionMode)7));
        });
    }
}
