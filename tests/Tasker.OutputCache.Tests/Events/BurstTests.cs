using Tasker.Caching;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Fakes;
using Xunit;

namespace Tasker.OutputCache.Tests.Events;

/// <summary>An import of 10,000 rows is at most 5 appends, and in force here at once.</summary>
public sealed class BurstTests
{
    private const int Rows = 10_000;
    private const int MostAppends = 5;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<EventsHost> StartAsync()
    {
        var host = await EventsHost.StartAsync(static cache => cache
            .EvictOn<TaskMoved>(e => [CacheTag.For("analytics").With("namespace", e.Namespace)]), static services => EventsHost.Declare(services, "analytics", "namespace"));

        // However far the clock has moved when a slow machine gets round to appending.
        host.Settings.Use(host.Settings.Current with { OperationTimeout = TimeSpan.FromHours(1) });
        return host;
    }

    [Fact]
    public async Task PublishAll_TenThousandRows_IsAtMostFiveAppends()
    {
        await using var host = await StartAsync();
        var before = host.View.Now;

        var result = await host.Events.PublishAllAsync(Enumerable.Range(0, Rows).Select(static row => new TaskMoved($"n{row}")), Token);

        Assert.Equal(EvictionResult.Confirmed, result);
        Assert.InRange(host.Log.Appends.Calls, 1, MostAppends);
        Assert.All(Enumerable.Range(0, Rows), row => Assert.True(host.IsEvicted(before, $"analytics|namespace=n{row}")));
    }

    [Fact]
    public async Task Publish_LoopThatDoesNotWait_IsAtMostFiveAppendsAndAwaitCoversThem()
    {
        await using var host = await StartAsync();
        host.Log.Appends.Shape = Breakage.AnswersLate;
        var publishing = new List<Task<EvictionResult>>(Rows);

        for (var row = 0; row < Rows; row++)
        {
            var before = host.View.Now;
            publishing.Add(host.Events.PublishAsync(new TaskMoved($"n{row}"), Token));
            Assert.True(host.IsEvicted(before, $"analytics|namespace=n{row}"));
        }

        // The log works again, and nobody moves the clock by more than a burst is gathered.
        Assert.DoesNotContain(publishing, static task => task.IsCompleted);
        host.Log.Appends.Shape = Breakage.None;
        host.Log.Appends.AnswerLate();
        await host.Clock.AdvanceUntilAsync(Step, () => publishing.TrueForAll(static task => task.IsCompleted), "all are appended");

        Assert.All(await Task.WhenAll(publishing), static result => Assert.Equal(EvictionResult.Confirmed, result));
        Assert.InRange(host.Log.Appends.Calls, 2, MostAppends);
        Assert.Equal(0, host.Journal.Count);
    }

    [Fact]
    public async Task Publish_ConcurrentlyOverALogThatYields_IsAtMostFiveAppends()
    {
        await using var host = await StartAsync();
        host.Log.Appends.Shape = Breakage.AnswersLate;

        var publishing = Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(
            () => Task.WhenAll(Enumerable.Range(0, Rows / 8).Select(row => host.Events.PublishAsync(new TaskMoved($"n{worker}-{row}"), Token))), Token)));
        await host.Clock.AdvanceUntilAsync(TimeSpan.Zero, () => host.Journal.Count > Rows, "all are in force here");
        host.Log.Appends.Shape = Breakage.Yields;
        host.Log.Appends.AnswerLate();
        await host.Clock.AdvanceUntilAsync(Step, () => publishing.IsCompleted, "all are appended");

        Assert.All((await publishing).SelectMany(static results => results), static result => Assert.Equal(EvictionResult.Confirmed, result));
        Assert.InRange(host.Log.Appends.Calls, 2, MostAppends);
    }

    [Fact]
    public async Task Publish_OneAfterTheOther_IsOneAppendEachAndNeverWaitsForAClock()
    {
        await using var host = await StartAsync();

        for (var row = 0; row < 100; row++)
        {
            Assert.Equal(EvictionResult.Confirmed, await host.Events.PublishAsync(new TaskMoved($"n{row}"), Token));
        }

        Assert.Equal(100, host.Log.Appends.Calls);
    }

    [Fact]
    public async Task Evict_BurstOfTheEvictor_IsGatheredToo()
    {
        await using var host = await StartAsync();
        host.Log.Appends.Shape = Breakage.AnswersLate;
        var evicting = new List<Task<EvictionResult>>();
        Evict(20);

        // The log answers at once from here on; the burst goes on, and is gathered until it pauses.
        host.Log.Appends.Shape = Breakage.None;
        host.Log.Appends.AnswerLate();
        await Eventually.Async(() => evicting[0].IsCompleted, TimeSpan.FromSeconds(60), "the first is appended", Token);
        Evict(1000);
        await host.Clock.AdvanceUntilAsync(Step, () => evicting.TrueForAll(static task => task.IsCompleted), "all are appended");

        Assert.All(await Task.WhenAll(evicting), static result => Assert.Equal(EvictionResult.Confirmed, result));
        Assert.Equal(2, host.Log.Appends.Calls);

        void Evict(int count) => evicting.AddRange(Enumerable.Range(0, count).Select(row => host.Evictor.EvictAsync([$"row {row % 10}"], Token).AsTask()));
    }

    [Fact]
    public async Task Evict_BurstThatDoesNotPause_IsAppendedAllTheSame()
    {
        await using var host = await StartAsync();
        host.Log.Appends.Shape = Breakage.AnswersLate;
        var evicting = new List<Task<EvictionResult>>();
        for (var i = 0; i < 20; i++)
        {
            evicting.Add(host.Evictor.EvictAsync(["row"], Token).AsTask());
        }

        host.Log.Appends.Shape = Breakage.None;
        host.Log.Appends.AnswerLate();
        await host.Clock.AdvanceUntilAsync(
            Step,
            () =>
            {
                evicting.Add(host.Evictor.EvictAsync(["row"], Token).AsTask());
                return evicting[19].IsCompleted;
            },
            "the burst is appended while it goes on");

        Assert.Equal(EvictionResult.Confirmed, await evicting[19]);
    }
}
