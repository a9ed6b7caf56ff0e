using Microsoft.Extensions.Logging;
using Tasker.Caching.Backends.Memory;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Fakes;
using Tasker.OutputCache.TestUtilities.Logging;
using Xunit;

namespace Tasker.OutputCache.Tests.Evictions;

/// <summary>Every change of state is in the log once, and nothing else is, however long it lasts.</summary>
public sealed class OutageLogTests
{
    private readonly ManualClock _clock = new();
    private readonly InMemoryEvictionLog _shared;
    private readonly EvictionNode _node;

    public OutageLogTests()
    {
        _shared = new InMemoryEvictionLog(_clock, TimeSpan.FromHours(2));
        _node = new EvictionNode(_clock, _shared);
    }

    private IEnumerable<int> FollowerIds => _node.FollowerLines.Entries.Select(static line => line.EventId.Id);

    private async Task ReadForAsync(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await _node.Follower.CatchUpAsync();
        }
    }

    [Fact]
    public async Task Outage_OfAMinute_IsSaidOnceWithItsEndAndItsLength()
    {
        await ReadForAsync(10);
        _node.Log.Reads.Shape = Breakage.Faulted;
        _node.Log.Messages = MessageFlow.Lost;
        await ReadForAsync(60);
        await _shared.AppendAsync(["a", "b"], 0, EvictionNode.Token);
        _node.Log.Reads.Shape = Breakage.None;
        await ReadForAsync(10);

        Assert.Equal([105, 104, 110], FollowerIds);
        AssertLine(_node.FollowerLines.Entries[0], LogLevel.Information, "In touch with fake");
        AssertLine(_node.FollowerLines.Entries[1], LogLevel.Warning, "Out of touch with fake", "not been read for 2.0 s", "No request fails");
        AssertLine(_node.FollowerLines.Entries[2], LogLevel.Information, "Back in touch with fake after 61.0 s", "2 tags were evicted elsewhere meanwhile");
    }

    [Fact]
    public async Task Outage_ShorterThanTheBound_IsNotWorthALine()
    {
        await ReadForAsync(3);
        _node.Log.Reads.Shape = Breakage.Faulted;
        await ReadForAsync(1);
        _node.Log.Reads.Shape = Breakage.None;
        await ReadForAsync(3);

        Assert.Equal([105], FollowerIds);
    }

    [Fact]
    public async Task Outage_LogLostMeanwhile_SaysThatAllIsVoid()
    {
        await ReadForAsync(3);
        _node.Log.Reads.Shape = Breakage.Faulted;
        await ReadForAsync(5);
        _node.Log.Exchange(new InMemoryEvictionLog(_clock, TimeSpan.FromHours(2)));
        _node.Log.Reads.Shape = Breakage.None;
        await ReadForAsync(3);

        Assert.Equal([105, 104, 106, 110], FollowerIds);
        AssertLine(_node.FollowerLines.Entries[2], LogLevel.Warning, "everything cached before is void");
    }

    [Fact]
    public async Task Start_LogOutOfReach_IsSaidByTheHostAndNotAsAnOutage()
    {
        _node.Log.Reads.Shape = Breakage.Faulted;
        await ReadForAsync(30);
        Assert.Empty(FollowerIds);

        _node.Log.Reads.Shape = Breakage.None;
        await ReadForAsync(3);

        Assert.Equal([105], FollowerIds);
    }

    [Fact]
    public async Task Journal_DuringAnOutage_IsSaidOnceAndOnceThatItIsTaken()
    {
        await ReadForAsync(3);
        _node.Log.Reads.Shape = _node.Log.Appends.Shape = Breakage.Faulted;
        for (var i = 0; i < 20; i++)
        {
            await CompleteAsync(_node.EvictAsync($"tag {i}"));
            _clock.Advance(TimeSpan.FromSeconds(1));
            await CompleteAsync(_node.Follower.CatchUpAsync());
        }

        _node.Log.Reads.Shape = _node.Log.Appends.Shape = Breakage.None;
        await CompleteAsync(_node.Follower.CatchUpAsync());
        await ReadForAsync(3);
        await CompleteAsync(_node.EvictAsync("afterwards"));

        Assert.Equal([105, 104, 110], FollowerIds);
        Assert.Equal([101, 102], _node.JournalLines.Entries.Select(static line => line.EventId.Id));
        AssertLine(_node.JournalLines.Entries[0], LogLevel.Warning, "wait in its journal (1 tags)", "other nodes hear of them when the log answers");
        AssertLine(_node.JournalLines.Entries[1], LogLevel.Information, "(20 tags)");
        AssertLine(_node.FollowerLines.Entries[2], LogLevel.Information, "(0 tags were evicted elsewhere meanwhile)");
    }

    // What waits for the clock: the retries of the journal, and those who wait for them.
    private Task CompleteAsync(Task task) => _clock.AdvanceUntilAsync(TimeSpan.FromMilliseconds(20), () => task.IsCompleted, "it comes to an end");

    private static void AssertLine(LogEntry line, LogLevel level, params string[] parts)
    {
        Assert.Equal(level, line.Level);
        Assert.Null(line.Exception);
        Assert.All(parts, part => Assert.Contains(part, line.Message, StringComparison.Ordinal));
    }
}
