using System.Collections.Concurrent;
using System.Globalization;
using Tasker.OutputCache.Evictions;
using Xunit;

namespace Tasker.OutputCache.TestUtilities.Contracts;

/// <summary>What every eviction log owes.</summary>
public abstract class EvictionLogContract : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TwoHours = TimeSpan.FromHours(2);
    private static readonly EvictionCursor Start = new(null, 0, 0);

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Gets a value indicating whether the log takes batches of thousands of tags.</summary>
    protected virtual bool TakesBigBatches => true;

    /// <summary>Opens the log of this test, ready for calls. A second call opens the same log for another node.</summary>
    protected abstract Task<IEvictionLog> OpenAsync(TimeSpan retention, int pageSize);

    /// <summary>Loses the whole log, as a server does that is emptied.</summary>
    protected abstract Task LoseAsync();

    protected virtual ValueTask CloseAsync() => default;

    public virtual ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    private Task<IEvictionLog> OpenAsync() => OpenAsync(TwoHours, 1000);

    protected static async Task<(EvictionPage First, List<EvictedTag> Evictions, int Pages)> ReadAllAsync(IEvictionLog log, EvictionCursor from)
    {
        var first = await log.ReadSinceAsync(from, Token);
        var evictions = first.Evictions.ToList();
        var pages = 1;
        for (var page = first; page.Continue is { } next; pages++)
        {
            page = await log.ReadSinceAsync(next, Token);
            Assert.Equal(first.Generation, page.Generation);

            // A page ends on a whole sequence: the next one has none of it.
            Assert.All(page.Evictions, eviction => Assert.True(eviction.Sequence > next.Horizon));
            evictions.AddRange(page.Evictions);
        }

        return (first, evictions, pages);
    }

    [Fact]
    public async Task ReadSince_NewLog_IsVoidUpToItsHead()
    {
        var log = await OpenAsync();

        var page = await log.ReadSinceAsync(Start, Token);

        Assert.NotEmpty(page.Generation);
        Assert.Empty(page.Evictions);
        Assert.Null(page.Continue);
        Assert.True(page.Marker > 0);
        Assert.Equal(page.Marker, page.Head);
        Assert.Equal(page.Generation, (await log.ReadSinceAsync(Start, Token)).Generation);
    }

    [Fact]
    public async Task ReadSince_ServerTime_IsNow()
    {
        var log = await OpenAsync();

        var page = await log.ReadSinceAsync(Start, Token);

        Assert.InRange(page.Time, TimeProvider.System.GetUtcNow().AddMinutes(-1), TimeProvider.System.GetUtcNow().AddMinutes(1));
    }

    [Fact]
    public async Task Append_Tags_AreReadWithTheirSequence()
    {
        var log = await OpenAsync();

        var record = await log.AppendAsync(["a", "b"], 0, Token);

        var page = await log.ReadSinceAsync(Start, Token);
        Assert.Equal(record.Generation, page.Generation);
        Assert.Equal(record.Sequence, page.Head);
        Assert.Equal(record.Marker, page.Marker);
        Assert.True(record.Sequence > record.Marker);
        Assert.Equal([new EvictedTag("a", record.Sequence), new EvictedTag("b", record.Sequence)], page.Evictions.OrderBy(static e => e.Tag, StringComparer.Ordinal));
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
    public async Task Append_SameTag_IsKeptOnceWithItsLastSequence()
    {
        var log = await OpenAsync();
        await log.AppendAsync(["a"], 0, Token);

        var last = await log.AppendAsync(["a"], 0, Token);

        Assert.Equal([new EvictedTag("a", last.Sequence)], (await log.ReadSinceAsync(Start, Token)).Evictions);
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
    public async Task ReadSince_AfterAPoint_ReturnsWhatCameLater()
    {
        var log = await OpenAsync();
        var first = await log.AppendAsync(["a"], 0, Token);
        var second = await log.AppendAsync(["b"], 0, Token);

        var page = await log.ReadSinceAsync(new EvictionCursor(first.Generation, first.Sequence, first.Sequence), Token);

        Assert.Equal([new EvictedTag("b", second.Sequence)], page.Evictions);
        Assert.Empty((await log.ReadSinceAsync(new EvictionCursor(first.Generation, second.Sequence, second.Sequence), Token)).Evictions);
    }

    [Fact]
    public async Task ReadSince_AnotherGeneration_ReturnsEverything()
    {
        var log = await OpenAsync();
        await log.AppendAsync(["a"], 0, Token);
        var second = await log.AppendAsync(["b"], 0, Token);

        var page = await log.ReadSinceAsync(new EvictionCursor("another", second.Sequence, second.Sequence), Token);

        Assert.Equal(2, page.Evictions.Count);
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

        Assert.Equal(MarkerReason.SetBack, after.Raised);
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

    // Two nodes at once: what one knows comes from the log itself, and is never above its head.
    [Fact]
    public async Task Append_ByTwoNodesThatKnowTheirLast_KeepsTheGeneration()
    {
        var log = await OpenAsync();
        var first = await log.AppendAsync(["a"], 0, Token);
        var other = await OpenAsync();

        var records = await Task.WhenAll(AppendInTurnAsync(log, first), AppendInTurnAsync(other, first));

        Assert.All(records.SelectMany(static some => some), record => Assert.Equal((first.Generation, MarkerReason.None), (record.Generation, record.Raised)));
    }

    private static async Task<List<EvictionRecord>> AppendInTurnAsync(IEvictionLog log, EvictionRecord last)
    {
        var records = new List<EvictionRecord>();
        for (var i = 0; i < 20; i++)
        {
            last = await log.AppendAsync([$"t{i}"], last.Generation, last.Sequence, Token);
            records.Add(last);
        }

        return records;
    }

    [Fact]
    public async Task ReadSince_Pages_EndOnWholeSequences()
    {
        var log = await OpenAsync(TwoHours, 7);
        var expected = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var count in (int[])[1, 3, 3, 5, 20, 7, 1, 1])
        {
            var tags = Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"t{expected.Count + i}")).ToArray();
            var record = await log.AppendAsync(tags, 0, Token);
            foreach (var tag in tags)
            {
                expected[tag] = record.Sequence;
            }
        }

        var (first, evictions, pages) = await ReadAllAsync(log, Start);

        Assert.Equal(first.Head, expected.Values.Max());
        Assert.True(pages > 1);
        Assert.Equal(expected.Count, evictions.Count);
        Assert.Equal(expected, evictions.ToDictionary(static e => e.Tag, static e => e.Sequence, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Append_BetweenPages_IsNotLostBehindTheFirstHead()
    {
        var log = await OpenAsync(TwoHours, 2);
        for (var i = 0; i < 6; i++)
        {
            await log.AppendAsync([$"t{i}"], 0, Token);
        }

        var first = await log.ReadSinceAsync(Start, Token);
        var moved = await log.AppendAsync(["t5"], 0, Token);

        var later = await log.ReadSinceAsync(new EvictionCursor(first.Generation, first.Head, first.Head), Token);
        Assert.Equal([new EvictedTag("t5", moved.Sequence)], later.Evictions);
    }

    [Fact]
    public async Task Append_ThousandsOfTags_HaveOneSequence()
    {
        var log = await OpenAsync();
        var count = TakesBigBatches ? 4096 : 256;
        var tags = Enumerable.Range(0, count).Select(static i => $"analytics|namespace=n{i}").ToArray();

        var record = await log.AppendAsync(tags, 0, Token);

        var (_, evictions, _) = await ReadAllAsync(log, Start);
        Assert.Equal(count, evictions.Count);
        Assert.All(evictions, eviction => Assert.Equal(record.Sequence, eviction.Sequence));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("~analytics|namespace=*,status=failed")]
    [InlineData("grün 東京 \U0001F680")]
    [InlineData("%7B%7D%3A%00")]
    [InlineData("quote\" back\\slash / line\n")]
    [InlineData("@0123:4567")]
    [InlineData("1763725200000000")]
    public async Task Append_AnyTag_ComesBackAsItWas(string tag)
    {
        var log = await OpenAsync();
        var heard = new ConcurrentQueue<EvictionRecord>();
        log.Appended += heard.Enqueue;

        var record = await log.AppendAsync([tag], 0, Token);

        Assert.Equal([tag], record.Tags);
        Assert.Equal([new EvictedTag(tag, record.Sequence)], (await log.ReadSinceAsync(Start, Token)).Evictions);
        await WaitForMessageAsync(heard, record);
    }

    /// <summary>Waits until the messages have told of a record. A log without messages overrides it.</summary>
    protected virtual async Task WaitForMessageAsync(ConcurrentQueue<EvictionRecord> heard, EvictionRecord record)
    {
        await Eventually.Async(() => heard.Any(message => message.Sequence == record.Sequence), Deadline, "the message comes", Token);

        var message = heard.First(message => message.Sequence == record.Sequence);
        Assert.Equal(record.Tags, message.Tags);
        Assert.Equal((record.Generation, record.HeadBefore, record.Marker), (message.Generation, message.HeadBefore, message.Marker));
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
    public async Task ReadSince_LogIsLost_BeginsAnewAboveWhatIsKnown()
    {
        var log = await OpenAsync();
        var record = await log.AppendAsync(["a"], 0, Token);
        await LoseAsync();

        var page = await log.ReadSinceAsync(new EvictionCursor(record.Generation, record.Sequence, record.Sequence + 1_000_000_000), Token);

        Assert.NotEqual(record.Generation, page.Generation);
        Assert.Empty(page.Evictions);
        Assert.True(page.Head >= page.Marker);
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
