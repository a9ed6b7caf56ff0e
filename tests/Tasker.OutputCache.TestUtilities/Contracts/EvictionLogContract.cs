using System.Collections.Concurrent;
using System.Globalization;
using Xunit;

namespace Tasker.OutputCache.TestUtilities.Contracts;

/// <summary>What every eviction log owes.</summary>
public abstract class EvictionLogContract : IAsyncLifetime
{
    protected static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    protected static readonly TimeSpan TwoHours = TimeSpan.FromHours(2);
    protected static readonly EvictionCursor Start = new(null, 0, 0);

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

    protected Task<IEvictionLog> OpenAsync() => OpenAsync(TwoHours, 1000);

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
        Assert.InRange(page.Marker, 1, page.Head);
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
        Assert.InRange(record.Sequence, page.Marker + 1, page.Head);
        Assert.Equal([new EvictedTag("a", record.Sequence), new EvictedTag("b", record.Sequence)], page.Evictions.OrderBy(static e => e.Tag, StringComparer.Ordinal));
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

        Assert.True(first.Head >= expected.Values.Max());
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
    public async Task Append_ManyAtOnce_AreAllThere()
    {
        var log = await OpenAsync();
        var other = await OpenAsync();

        var records = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => (i % 2 == 0 ? log : other).AppendAsync([$"t{i}"], 0, Token).AsTask()));

        var (_, evictions, _) = await ReadAllAsync(log, Start);
        Assert.Equal(records.Select(static record => (record.Tags[0], record.Sequence)).Order(), evictions.Select(static eviction => (eviction.Tag, eviction.Sequence)).Order());
        Assert.Equal(100, evictions.Select(static eviction => eviction.Sequence).Distinct().Count());
    }

    [Fact]
    public async Task Append_OtherNode_ReadsIt()
    {
        var log = await OpenAsync();
        var other = await OpenAsync();

        var record = await log.AppendAsync(["a", "b"], 0, Token);

        Assert.Equal(
            [new EvictedTag("a", record.Sequence), new EvictedTag("b", record.Sequence)],
            (await other.ReadSinceAsync(Start, Token)).Evictions.OrderBy(static e => e.Tag, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Append_LogIsLost_IsOfAnotherGeneration()
    {
        var log = await OpenAsync();
        var before = await log.AppendAsync(["a"], 0, Token);
        await LoseAsync();

        Assert.NotEqual(before.Generation, (await log.AppendAsync(["b"], before.Sequence, Token)).Generation);
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

}
