using System.Collections.Concurrent;
using Xunit;

namespace Tasker.OutputCache.TestUtilities.Contracts;

/// <summary>What a log owes besides whose records stand in one order, each above the one before and above all that its writer knows.</summary>
public abstract class OrderedEvictionLogContract : EvictionLogContract
{
    [Fact]
    public async Task ReadSince_NewLogOfOneOrder_EndsAtItsMarker()
    {
        var log = await OpenAsync();

        var page = await log.ReadSinceAsync(Start, Token);

        Assert.Equal(page.Marker, page.Head);
    }

    [Fact]
    public async Task Append_Tags_AreTheHead()
    {
        var log = await OpenAsync();

        var record = await log.AppendAsync(["a", "b"], 0, Token);

        var page = await log.ReadSinceAsync(Start, Token);
        Assert.Equal((record.Sequence, record.Marker), (page.Head, page.Marker));
        Assert.True(record.Sequence > record.Marker);
    }

    [Fact]
    public async Task Append_Again_FollowsTheHeadBefore()
    {
        var log = await OpenAsync();

        var first = await log.AppendAsync(["a"], 0, Token);
        var second = await log.AppendAsync(["b"], 0, Token);

        Assert.Equal(first.Generation, second.Generation);
        Assert.Equal(first.Sequence, second.HeadBefore);
        Assert.True(second.Sequence > first.Sequence);
    }

    [Fact]
    public async Task Append_NodeKnowsMore_IsAboveIt()
    {
        var log = await OpenAsync();
        var first = await log.AppendAsync(["a"], 0, Token);
        var known = first.Sequence + 1_000_000_000;

        var second = await log.AppendAsync(["b"], known, Token);

        Assert.Equal(first.Sequence, second.HeadBefore);
        Assert.True(second.Sequence > known);
    }

    [Fact]
    public async Task ReadSince_NodeKnowsMoreThanTheHead_BeginsAnewAboveIt()
    {
        var log = await OpenAsync();
        var record = await log.AppendAsync(["a"], 0, Token);
        var known = record.Sequence + 1_000_000_000;

        var page = await log.ReadSinceAsync(new EvictionCursor(record.Generation, record.Sequence, known), Token);

        Assert.NotEqual(record.Generation, page.Generation);
        Assert.True(page.Marker > known);
        Assert.True((await log.AppendAsync(["b"], 0, Token)).Sequence > page.Marker);
    }

    [Fact]
    public async Task Append_NodeKnowsMoreOfThisGenerationThanTheHead_BeginsAnewAboveIt()
    {
        var log = await OpenAsync();
        var before = await log.AppendAsync(["a"], 0, Token);
        var known = before.Sequence + 1_000_000_000;

        var after = await log.AppendAsync(["b"], before.Generation, known, Token);

        Assert.Equal(MarkerReason.LogRolledBack, after.Raised);
        Assert.NotEqual(before.Generation, after.Generation);
        Assert.True(after.Marker > known);
        Assert.Equal(after.Marker, after.HeadBefore);
        Assert.True(after.Sequence > after.Marker);
        var page = await log.ReadSinceAsync(new EvictionCursor(before.Generation, before.Sequence, before.Sequence), Token);
        Assert.Equal((after.Generation, after.Marker), (page.Generation, page.Marker));
        Assert.Equal([new EvictedTag("b", after.Sequence)], page.Evictions);
    }

    [Fact]
    public async Task Append_NodeKnowsTheHead_KeepsTheGeneration()
    {
        var log = await OpenAsync();
        var first = await log.AppendAsync(["a"], 0, Token);

        var second = await log.AppendAsync(["b"], first.Generation, first.Sequence, Token);

        Assert.Equal((first.Generation, first.Sequence, MarkerReason.None), (second.Generation, second.HeadBefore, second.Raised));
    }

    [Fact]
    public async Task Append_OtherNode_HearsAndReadsIt()
    {
        var log = await OpenAsync();
        var other = await OpenAsync();
        var heard = new ConcurrentQueue<EvictionRecord>();
        other.Appended += heard.Enqueue;

        var record = await log.AppendAsync(["a", "b"], 0, Token);

        Assert.Equal(record.Sequence, (await other.ReadSinceAsync(Start, Token)).Head);
        await WaitForMessageAsync(heard, record);
    }

    [Fact]
    public async Task Append_ManyAtOnce_IsOneChain()
    {
        var log = await OpenAsync();
        var other = await OpenAsync();

        var records = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => (i % 2 == 0 ? log : other).AppendAsync([$"t{i}"], 0, Token).AsTask()));

        var chain = records.OrderBy(static record => record.Sequence).ToList();
        Assert.All(chain.Zip(chain.Skip(1)), static pair => Assert.Equal(pair.First.Sequence, pair.Second.HeadBefore));
        var (_, evictions, _) = await ReadAllAsync(log, Start);
        Assert.Equal(100, evictions.Count);
    }

    [Fact]
    public async Task Append_OlderThanTheRetention_RaisesTheMarker()
    {
        var log = await OpenAsync(TimeSpan.FromMilliseconds(20), 1000);
        var old = await log.AppendAsync(["old"], 0, Token);

        var record = await Eventually.Async(
            token => log.AppendAsync(["new"], 0, token).AsTask(),
            record => record.Marker >= old.Sequence,
            Deadline,
            "the retention raises the marker",
            Token);

        Assert.Equal(old.Generation, record.Generation);
        Assert.True(record.Marker < record.Sequence);
        var page = await log.ReadSinceAsync(Start, Token);
        Assert.Equal([new EvictedTag("new", record.Sequence)], page.Evictions);
        Assert.Equal(record.Marker, page.Marker);
    }

    [Fact]
    public async Task Append_LogIsLost_BeginsAnew()
    {
        var log = await OpenAsync();
        var before = await log.AppendAsync(["a"], 0, Token);
        await LoseAsync();

        var after = await log.AppendAsync(["b"], before.Sequence, Token);

        Assert.NotEqual(before.Generation, after.Generation);
        Assert.True(after.Marker >= before.Sequence);
        Assert.True(after.Sequence > after.Marker);
        Assert.Equal(after.HeadBefore, after.Marker);
    }
}
