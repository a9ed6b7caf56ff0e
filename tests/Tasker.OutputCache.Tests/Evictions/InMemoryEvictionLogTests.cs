using System.Reflection;
using Tasker.Caching.Backends.Memory;
using Tasker.OutputCache.TestUtilities;
using Xunit;

namespace Tasker.OutputCache.Tests.Evictions;

public sealed class InMemoryEvictionLogTests
{
    private readonly ManualClock _clock = new();
    private readonly InMemoryEvictionLog _log;

    public InMemoryEvictionLogTests() => _log = new InMemoryEvictionLog(_clock, TimeSpan.FromMinutes(10), pageSize: 4);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ValueTask<EvictionPage> ReadAsync(string? generation = null, long horizon = 0, long known = 0) =>
        _log.ReadSinceAsync(new EvictionCursor(generation, horizon, known), Token);

    [Fact]
    public async Task Append_ClockGoesBack_SequencesRise()
    {
        var first = await _log.AppendAsync(["a"], 0, Token);
        _clock.ShiftWallClock(TimeSpan.FromDays(-1));

        var second = await _log.AppendAsync(["b"], first.Sequence + 50, Token);

        Assert.Equal(first.Sequence, second.HeadBefore);
        Assert.Equal(first.Sequence + 51, second.Sequence);
    }

    [Fact]
    public async Task Append_OlderThanTheRetention_RaisesTheMarkerToWhatWasTrimmed()
    {
        var old = await _log.AppendAsync(["a"], 0, Token);
        var again = await _log.AppendAsync(["b"], 0, Token);
        _clock.Advance(TimeSpan.FromMinutes(6));
        await _log.AppendAsync(["b"], 0, Token);
        _clock.Advance(TimeSpan.FromMinutes(6));

        var last = await _log.AppendAsync(["c"], 0, Token);

        Assert.Equal(old.Sequence, last.Marker);
        Assert.True(last.Marker < again.Sequence);
        Assert.Equal(["b", "c"], (await ReadAsync()).Evictions.Select(static e => e.Tag));
    }

    [Fact]
    public async Task Read_MoreThanAPage_EndsOnAWholeSequence()
    {
        await _log.AppendAsync(["a", "b", "c"], 0, Token);
        await _log.AppendAsync(["d", "e", "f"], 0, Token);
        await _log.AppendAsync(["g"], 0, Token);

        var page = await ReadAsync();
        var rest = await _log.ReadSinceAsync(page.Continue!.Value, Token);

        Assert.Equal(6, page.Evictions.Count);
        Assert.Equal("g", Assert.Single(rest.Evictions).Tag);
        Assert.Null(rest.Continue);
    }

    [Fact]
    public async Task Read_LogBehindTheReader_BeginsAnewAboveWhatItKnows()
    {
        var page = await ReadAsync();

        var next = await ReadAsync(page.Generation, page.Head, page.Head + 1000);

        Assert.NotEqual(page.Generation, next.Generation);
        Assert.True(next.Marker > page.Head + 1000);
    }

    [Fact]
    public async Task Append_OneTagAgainAndAgain_TakesNoRoom()
    {
        for (var i = 0; i < 20_000; i++)
        {
            await _log.AppendAsync(["a"], 0, Token);
        }

        var ages = (Queue<EvictedTag>)typeof(InMemoryEvictionLog).GetField("_ages", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(_log)!;
        Assert.InRange(ages.Count, 1, 2000);
    }
}
