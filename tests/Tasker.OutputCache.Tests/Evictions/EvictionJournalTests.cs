using Tasker.Caching;
using Tasker.Caching.Backends.Memory;
using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.View;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Fakes;
using Xunit;
using static Tasker.OutputCache.Tests.Evictions.EvictionNode;

namespace Tasker.OutputCache.Tests.Evictions;

public sealed class EvictionJournalTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    private readonly EvictionNode _node = Attached();

    private Task MoveUntilEmptyAsync() => _node.Clock.AdvanceUntilAsync(Step, () => _node.Journal.Count == 0, "the journal is empty");

    [Fact]
    public async Task Evict_LogWorks_IsSharedAndReleased()
    {
        var before = _node.View.Now;

        Assert.Equal(EvictionResult.Confirmed, await _node.EvictAsync("a"));

        Assert.Equal(0, _node.Journal.Count);
        Assert.Equal(Verdict.Void, _node.Near(before, "a"));
        Assert.Equal(Verdict.Void, _node.Far(before, "a"));
        Assert.Equal(Verdict.Valid, _node.Far(_node.View.Now, "a"));
        Assert.Equal(EvictionResult.Confirmed, await _node.EvictAsync());
    }

    [Theory]
    [InlineData(Breakage.Throws)]
    [InlineData(Breakage.Faulted)]
    [InlineData(Breakage.FaultsLater)]
    [InlineData(Breakage.FaultsAfterEffect)]
    [InlineData(Breakage.Hangs)]
    [InlineData(Breakage.AnswersLate)]
    public async Task Evict_LogBroken_IsJournaledHeldAndAppendedInTheEnd(Breakage shape)
    {
        var before = _node.View.Now;
        _node.Log.Appends.Shape = shape;

        var evicting = _node.EvictAsync("a");
        Assert.Equal(Verdict.Void, _node.Near(before, "a"));
        await _node.Clock.AdvanceUntilAsync(Step, () => evicting.IsCompleted, "the call returns");

        Assert.Equal(EvictionResult.Journaled, await evicting);
        Assert.Equal(Verdict.Void, _node.View.JudgeFar(_node.View.Now.Generation, long.MaxValue - 1, TagSlots.Of(_node.View, ["a"])));
        Assert.Equal(1, _node.Journal.Count);
        _node.Log.Appends.Shape = Breakage.None;
        await MoveUntilEmptyAsync();
        await _node.AttachAsync();
        Assert.Equal(Verdict.Void, _node.Far(before, "a"));
        Assert.Equal(Verdict.Valid, _node.Far(_node.View.Now, "a"));
    }

    [Fact]
    public async Task Evict_WhileTheLogIsKnownToFail_ReturnsAtOnce()
    {
        _node.Log.Appends.Shape = Breakage.Throws;
        var first = _node.EvictAsync("a");
        await _node.Clock.AdvanceUntilAsync(Step, () => first.IsCompleted, "the first call returns");

        var second = _node.EvictAsync("b");

        Assert.True(second.IsCompletedSuccessfully);
        Assert.Equal(EvictionResult.Journaled, await second);
        Assert.Single(_node.JournalLines.Entries, static line => line.EventId.Id == 101);
    }

    [Fact]
    public async Task Evict_CallerGivesUp_IsJournaledAndNotUndone()
    {
        using var given = new CancellationTokenSource();
        _node.Log.Appends.Shape = Breakage.AnswersLate;
        var evicting = _node.Journal.EvictAsync(["a"], given.Token).AsTask();

        await given.CancelAsync();

        Assert.Equal(EvictionResult.Journaled, await evicting);
        Assert.Equal(1, _node.Journal.Count);
        _node.Log.Appends.AnswerLate();
        await Eventually.Async(() => _node.Journal.Count == 0, TimeSpan.FromSeconds(30), "the answer counts", Token);
    }

    [Fact]
    public async Task Evict_TenThousandAtOnce_TakesFewAppends()
    {
        _node.Log.Appends.Shape = Breakage.AnswersLate;
        var evicting = Enumerable.Range(0, 10_000).Select(i => _node.EvictAsync($"tag {i}")).ToArray();
        _node.Log.Appends.Shape = Breakage.Yields;
        _node.Log.Appends.AnswerLate();

        var results = await Task.WhenAll(evicting).WaitAsync(TimeSpan.FromSeconds(30), Token);

        Assert.All(results, static result => Assert.Equal(EvictionResult.Confirmed, result));

        // The first on its own, the others in bunches of 8,192.
        Assert.Equal(3, _node.Log.Appends.Calls);
        Assert.Equal(0, _node.Journal.Count);
    }

    [Fact]
    public async Task Evict_AgainWhileAnAppendIsUnderWay_IsConfirmedByTheNextOnly()
    {
        _node.Log.Appends.Shape = Breakage.AnswersLate;
        var first = _node.EvictAsync("a");
        var second = _node.EvictAsync("a");
        var beforeSecond = _node.View.Now;
        Assert.Equal(2, _node.Journal.Count);

        _node.Log.Appends.AnswerLate();

        Assert.Equal(EvictionResult.Confirmed, await first);
        Assert.False(second.IsCompleted);
        Assert.Equal(Verdict.Void, _node.View.JudgeFar(_node.View.Now.Generation, long.MaxValue - 1, TagSlots.Of(_node.View, ["a"])));
        await Eventually.Async(() => _node.Log.Appends.Calls == 2, TimeSpan.FromSeconds(30), "the second append", Token);
        _node.Log.Appends.AnswerLate();
        Assert.Equal(EvictionResult.Confirmed, await second);
        Assert.Equal(Verdict.Valid, _node.Far(_node.View.Now, "a"));
        Assert.Equal(Verdict.Void, _node.Far(beforeSecond with { Horizon = beforeSecond.Horizon }, "a"));
    }

    [Fact]
    public async Task Retry_LogBroken_BacksOff()
    {
        _node.Log.Appends.Shape = Breakage.Throws;
        var evicting = _node.EvictAsync("a");
        var started = _node.Clock.GetTimestamp();
        var at = new List<double>();
        for (var calls = 2; calls <= 9; calls++)
        {
            await _node.Clock.AdvanceUntilAsync(Step, () => _node.Log.Appends.Calls >= calls, $"call {calls}");
            at.Add(_node.Clock.GetElapsedTime(started).TotalMilliseconds);
        }

        // 50, 100, 200, ... but never more than two seconds; the steps add a little.
        Assert.Equal(EvictionResult.Journaled, await evicting);
        var pauses = at.Zip(at.Prepend(0), static (to, from) => to - from).ToArray();
        Assert.InRange(pauses[0], 50, 1000);
        Assert.True(pauses[5] >= 1600, string.Join(' ', pauses));
        Assert.True(pauses[7] >= 2000, string.Join(' ', pauses));
    }

    [Fact]
    public async Task Flush_AfterRepair_AppendsWithoutWaitingForTheRetry()
    {
        _node.Log.Appends.Shape = Breakage.Throws;
        var evicting = _node.EvictAsync("a");
        await _node.Clock.AdvanceUntilAsync(Step, () => _node.Log.Appends.Calls >= 6, "the pauses are long");
        Assert.Equal(EvictionResult.Journaled, await evicting);
        _node.Log.Appends.Shape = Breakage.None;

        // The clock stands: only the call itself can have it appended. What it waits for may be its own time limit.
        await Eventually.Async(async _ => await _node.Journal.FlushAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(1), Token), TimeSpan.FromSeconds(30), "flushed", Token);

        await Eventually.Async(() => _node.Journal.Count == 0, TimeSpan.FromSeconds(30), "the journal is empty", Token);
        Assert.Contains(_node.JournalLines.Entries, static line => line.EventId.Id == 102);
    }

    [Fact]
    public async Task Flush_GivenUp_SaysSo()
    {
        _node.Log.Appends.Shape = Breakage.Hangs;
        _ = _node.EvictAsync("a");

        Assert.False(await _node.Journal.FlushAsync(new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Evict_LogOfAnotherGeneration_StaysHeldUntilTheLogHasBeenRead()
    {
        var shared = new InMemoryEvictionLog(_node.Clock, TimeSpan.FromHours(2));
        _node.Log.Exchange(shared);

        var evicting = _node.EvictAsync("a");
        await Eventually.Async(() => _node.Log.Appends.Calls >= 1, TimeSpan.FromSeconds(30), "the append", Token);

        Assert.Equal(1, _node.Journal.Count);
        Assert.Equal(Verdict.Void, _node.Far(_node.View.Now, "a"));
        await _node.AttachAsync();
        await MoveUntilEmptyAsync();
        Assert.Equal(Verdict.Valid, _node.Far(_node.View.Now, "a"));
        await evicting;
    }

    [Fact]
    public async Task Evict_BeyondFiftyThousandTags_EvictsEverythingInstead()
    {
        var before = _node.View.Now;
        _node.Log.Appends.Shape = Breakage.Throws;
        for (var i = 0; i < 51; i++)
        {
            _ = _node.Journal.EvictAsync([.. Enumerable.Range(0, 1000).Select(n => $"tag {i} {n}")], Token).AsTask();
        }

        await Eventually.Async(() => _node.Journal.Count < 1001, TimeSpan.FromSeconds(30), "the journal has collapsed", Token);
        Assert.Equal(Verdict.Void, _node.Near(before));
        Assert.Equal(Verdict.Void, _node.Far(_node.View.Now));
        Assert.Contains(_node.JournalLines.Entries, static line => line.EventId.Id == 103);

        _node.Log.Appends.Shape = Breakage.None;
        await MoveUntilEmptyAsync();
        Assert.Equal(Verdict.Valid, _node.Far(_node.View.Now, "tag 0 0"));
        Assert.Equal(Verdict.Void, _node.Far(before, "never evicted"));
    }
}
