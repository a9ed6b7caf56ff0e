using Tasker.Caching;
using Tasker.Caching.Backends.Memory;
using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.Following;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Fakes;
using Xunit;
using static Tasker.OutputCache.Tests.Evictions.EvictionNode;

namespace Tasker.OutputCache.Tests.Evictions;

public sealed class EvictionFollowerTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private readonly ManualClock _clock = new();
    private readonly LosableEvictionLog _shared;
    private readonly EvictionNode _node;
    private readonly EvictionNode _other;

    public EvictionFollowerTests()
    {
        _shared = new LosableEvictionLog(_clock, TimeSpan.FromHours(2), pageSize: 10);
        _node = new EvictionNode(_clock, _shared);
        _other = new EvictionNode(_clock, _shared);
    }

    [Fact]
    public async Task Run_NothingHeard_ReadsOnceAnInterval()
    {
        using var stop = new CancellationTokenSource();
        var running = _node.Follower.RunAsync(stop.Token);
        await Eventually.Async(() => _node.Log.Reads.Calls == 1 && _clock.ActiveTimers == 1, Deadline, "the first reading", Token);

        _clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Equal(1, _node.Log.Reads.Calls);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await Eventually.Async(() => _node.Log.Reads.Calls == 2, Deadline, "the second reading", Token);

        await stop.CancelAsync();
        await running.WaitAsync(Deadline, Token);
    }

    [Theory]
    [InlineData(250, 250)]
    [InlineData(5000, 1000)]
    public async Task Run_LogWithoutMessages_ReadsWithTheShorterInterval(int poll, int expected)
    {
        using var stop = new CancellationTokenSource();
        _node.Follower.Use(new FollowedLog("polled", _node.Log, IsLocal: false, TimeSpan.FromMilliseconds(poll)));
        var running = _node.Follower.RunAsync(stop.Token);
        await Eventually.Async(() => _node.Log.Reads.Calls == 1 && _clock.ActiveTimers == 1, Deadline, "the first reading", Token);

        _clock.Advance(TimeSpan.FromMilliseconds(expected - 1));
        Assert.Equal(1, _node.Log.Reads.Calls);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await Eventually.Async(() => _node.Log.Reads.Calls == 2, Deadline, "the second reading", Token);

        await stop.CancelAsync();
        await running.WaitAsync(Deadline, Token);
    }

    [Fact]
    public async Task Run_AMessageIsMissed_ReadsAtOnce()
    {
        using var stop = new CancellationTokenSource();
        var running = _node.Follower.RunAsync(stop.Token);
        await Eventually.Async(() => _node.Follower.IsAttached && _clock.ActiveTimers == 1, Deadline, "attached", Token);
        await _other.AttachAsync();
        var before = _node.View.Now;
        _node.Log.Messages = MessageFlow.Lost;
        await _other.EvictAsync("a");
        _node.Log.Messages = MessageFlow.Delivered;
        Assert.Equal(Verdict.Valid, _node.Near(before, "a"));

        // The clock stands: it is the gap that shows in this message, and nothing else.
        await _other.EvictAsync("b");

        await Eventually.Async(() => _node.Near(before, "a") == Verdict.Void, Deadline, "the lost one is known", Token);
        await stop.CancelAsync();
        await running.WaitAsync(Deadline, Token);
    }

    [Fact]
    public async Task IsAttached_LogSilent_EndsWithTheStalenessBoundCountedFromTheBeginning()
    {
        Assert.False(_node.Follower.IsAttached);
        _node.Log.Reads.Shape = Breakage.AnswersLate;
        var reading = _node.Follower.CatchUpAsync();
        await Eventually.Async(() => _node.Log.Reads.Calls == 1, Deadline, "it reads", Token);
        _clock.Advance(TimeSpan.FromMilliseconds(150));
        _node.Log.Reads.AnswerLate();
        Assert.True(await reading);

        _clock.Advance(TimeSpan.FromMilliseconds(1849));
        Assert.True(_node.Follower.IsAttached);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(_node.Follower.IsAttached);
    }

    [Theory]
    [InlineData(Breakage.Throws)]
    [InlineData(Breakage.Faulted)]
    [InlineData(Breakage.FaultsLater)]
    [InlineData(Breakage.FaultsAfterEffect)]
    [InlineData(Breakage.Hangs)]
    [InlineData(Breakage.AnswersLate)]
    public async Task CatchUp_LogBroken_FailsInTimeAndNeverThrows(Breakage shape)
    {
        _node.Log.Reads.Shape = shape;

        var reading = _node.Follower.CatchUpAsync();
        await _clock.AdvanceUntilAsync(Step, () => reading.IsCompleted, "it gives up");

        Assert.False(await reading);
        Assert.False(_node.Follower.IsAttached);
        _node.Log.Reads.Shape = Breakage.None;
        await _node.AttachAsync();
        Assert.True(_node.Follower.IsAttached);
    }

    [Fact]
    public async Task CatchUp_Detached_AppendsTheJournalBeforeItReads()
    {
        await _node.AttachAsync();
        _node.Log.Appends.Shape = Breakage.Hangs;
        var evicting = _node.EvictAsync("a");
        await _clock.AdvanceUntilAsync(TimeSpan.FromMilliseconds(100), () => evicting.IsCompleted && !_node.Follower.IsAttached, "detached");
        var reads = _node.Log.Reads.Calls;

        var failing = _node.Follower.CatchUpAsync();
        await _clock.AdvanceUntilAsync(Step, () => failing.IsCompleted, "it gives up");
        Assert.False(await failing);
        Assert.Equal(reads, _node.Log.Reads.Calls);

        _node.Log.Appends.Shape = Breakage.None;
        var good = _node.Follower.CatchUpAsync();
        await _clock.AdvanceUntilAsync(Step, () => good.IsCompleted, "it comes to an end");
        Assert.True(await good);
        Assert.Equal(0, _node.Journal.Count);
        await _other.AttachAsync();
        Assert.Equal(Verdict.Void, _other.Far(_other.View.Now with { Horizon = _other.View.Now.Horizon - 1 }, "a"));
    }

    [Fact]
    public async Task CatchUp_DetachedAndTheLogIsAnother_AttachesAllTheSame()
    {
        await _node.AttachAsync();
        _node.Log.Appends.Shape = Breakage.Throws;
        var evicting = _node.EvictAsync("a");
        await _clock.AdvanceUntilAsync(TimeSpan.FromMilliseconds(100), () => evicting.IsCompleted && !_node.Follower.IsAttached, "detached");
        var before = _node.View.Now;
        _shared.Lose();
        _node.Log.Appends.Shape = Breakage.None;

        var reading = _node.Follower.CatchUpAsync();
        await _clock.AdvanceUntilAsync(Step, () => reading.IsCompleted, "it comes to an end");

        Assert.True(await reading);
        Assert.True(_node.Follower.IsAttached);
        Assert.Equal(Verdict.Void, _node.Near(before, "b"));
        await _clock.AdvanceUntilAsync(Step, () => _node.Journal.Count == 0, "the journal is empty");
        await _node.AttachAsync();
        Assert.Equal(Verdict.Valid, _node.Far(_node.View.Now, "a"));
    }

    [Fact]
    public async Task CatchUp_WhileOneIsUnderWay_StartsAnotherThatAllShare()
    {
        _node.Log.Reads.Shape = Breakage.AnswersLate;
        var first = _node.Follower.CatchUpAsync();
        await Eventually.Async(() => _node.Log.Reads.Calls == 1, Deadline, "the first reads", Token);
        await _other.AttachAsync();
        await _other.EvictAsync("a");
        var later = Enumerable.Range(0, 100).Select(_ => _node.Follower.CatchUpAsync()).ToArray();

        _node.Log.Reads.AnswerLate();
        Assert.True(await first);
        Assert.All(later, static task => Assert.False(task.IsCompleted));
        await Eventually.Async(() => _node.Log.Reads.Calls == 2, Deadline, "the second reads", Token);
        _node.Log.Reads.AnswerLate();

        await Task.WhenAll(later).WaitAsync(Deadline, Token);
        Assert.Equal(2, _node.Log.Reads.Calls);
        Assert.Equal(_other.View.Now.Horizon, _node.View.Now.Horizon);
    }

    [Fact]
    public async Task Verify_ManyAtOnce_NeverJoinsAReadingThatStartedBefore()
    {
        await _node.AttachAsync();
        var begun = 0;
        var ended = 0;
        _node.Log.Reads.Shape = Breakage.Yields;
        _node.Log.OnPage = page =>
        {
            var number = Interlocked.Increment(ref begun);
            Thread.Yield();
            Volatile.Write(ref ended, number);
            return page;
        };

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 3000; i++)
            {
                var before = Volatile.Read(ref begun);
                Assert.True(await _node.Follower.VerifyAsync(Token));
                Assert.True(Volatile.Read(ref ended) > before, "It joined a reading that had begun.");
            }
        }))).WaitAsync(Deadline * 2, Token);
    }

    [Fact]
    public async Task Verify_LogHangs_SaysNoInTime()
    {
        await _node.AttachAsync();
        _node.Log.Reads.Shape = Breakage.Hangs;

        var verifying = _node.Follower.VerifyAsync(Token).AsTask();
        await _clock.AdvanceUntilAsync(Step, () => verifying.IsCompleted, "it gives up");

        Assert.False(await verifying);
    }

    [Fact]
    public async Task CatchUp_TrimBetweenPages_CountsEveryMarker()
    {
        await _node.AttachAsync();
        await _other.AttachAsync();
        var stamp = _node.View.Now;
        _node.Log.Messages = MessageFlow.Lost;
        for (var i = 0; i < 25; i++)
        {
            await _other.EvictAsync($"tag {i}");
        }

        // What was trimmed after the first page is on no page. Its marker is on the later ones only.
        var pages = 0;
        _node.Log.OnPage = page => ++pages == 2 ? page with { Marker = page.Head, Evictions = [], Continue = null } : page;
        await _node.AttachAsync();

        Assert.Equal(2, pages);
        Assert.Equal(Verdict.Void, _node.Near(stamp, "tag 24"));
        Assert.Equal(Verdict.Void, _node.Near(stamp, "never evicted"));
        Assert.Equal(_other.View.Now.Horizon, _node.View.Now.Marker);
    }

    [Fact]
    public async Task CatchUp_AppendBetweenPages_MovesTheHorizonToTheFirstHead()
    {
        await _node.AttachAsync();
        await _other.AttachAsync();
        _node.Log.Messages = MessageFlow.Lost;
        for (var i = 0; i < 15; i++)
        {
            await _other.EvictAsync($"tag {i}");
        }

        var head = _other.View.Now.Horizon;
        var pages = 0;
        _node.Log.OnPage = page =>
        {
            if (++pages == 1)
            {
                _other.EvictAsync("late").GetAwaiter().GetResult();
            }

            return page;
        };
        await _node.AttachAsync();

        Assert.Equal(2, pages);
        Assert.Equal(head, _node.View.Now.Horizon);
        Assert.True(_other.View.Now.Horizon > head);
    }

    [Fact]
    public async Task CatchUp_LogLostBetweenPages_StartsAnew()
    {
        await _node.AttachAsync();
        await _other.AttachAsync();
        var stamp = _node.View.Now;
        _node.Log.Messages = MessageFlow.Lost;
        for (var i = 0; i < 15; i++)
        {
            await _other.EvictAsync($"tag {i}");
        }

        var pages = 0;
        _node.Log.OnPage = page =>
        {
            if (++pages == 1)
            {
                _shared.Lose();
            }

            return page;
        };

        Assert.False(await _node.Follower.CatchUpAsync());
        await _node.AttachAsync();

        await _other.AttachAsync();
        Assert.Equal(_other.View.Now.Generation, _node.View.Now.Generation);
        Assert.Equal(Verdict.Void, _node.Near(stamp, "never evicted"));
    }

    [Fact]
    public async Task ServerTime_ClocksDiffer_IsTheServers()
    {
        _node.Log.OnPage = static page => page with { Time = page.Time.AddMinutes(-7) };

        await _node.AttachAsync();

        Assert.Equal(_clock.GetUtcNow().AddMinutes(-7), _node.Follower.ServerTime);
    }

    [Fact]
    public async Task Failing_ReadingFails_IsKnownBeforeTheNodeIsDetached()
    {
        await _node.AttachAsync();
        Assert.Null(_node.Follower.Failing);

        _node.Log.Reads.Shape = Breakage.Faulted;
        Assert.False(await _node.Follower.CatchUpAsync());
        _clock.Advance(TimeSpan.FromMilliseconds(300));
        Assert.False(await _node.Follower.CatchUpAsync());

        Assert.True(_node.Follower.IsAttached);
        Assert.Equal(TimeSpan.FromMilliseconds(300), _node.Follower.Failing);
        _node.Log.Reads.Shape = Breakage.None;
        Assert.True(await _node.Follower.CatchUpAsync());
        Assert.Null(_node.Follower.Failing);
    }

    [Fact]
    public async Task Use_AnotherLog_DetachesUntilItHasBeenRead()
    {
        await _node.AttachAsync();
        var stamp = _node.View.Now;
        var next = new FakeEvictionLog(new InMemoryEvictionLog(_clock, TimeSpan.FromHours(2)));

        _node.Follower.Use(new FollowedLog("next", next, IsLocal: false));
        _node.Journal.Use(next);

        Assert.False(_node.Follower.IsAttached);
        await _node.AttachAsync();
        Assert.True(_node.Follower.IsAttached);
        Assert.Equal(Verdict.Void, _node.Near(stamp, "a"));
        Assert.Equal(EvictionResult.Confirmed, await _node.EvictAsync("a"));
        Assert.Equal(1, next.Appends.Calls);
    }
}
