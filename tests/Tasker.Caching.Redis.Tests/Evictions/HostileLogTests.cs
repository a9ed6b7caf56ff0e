using System.Globalization;
using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.View;
using Tasker.OutputCache.TestUtilities;

namespace Tasker.Caching.Redis.Tests.Evictions;

/// <summary>Whatever a stranger writes into the log or says on its channel: no eviction is lost, and sharing goes on.</summary>
public sealed class HostileLogTests : RedisLogTests
{
    private const string Channel = "tasker@0:evictions";
    private const string Generation = "0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("+inf", "x")]
    [InlineData("9007199254740992", "x")]
    [InlineData("9.3e18", "x")]
    [InlineData("1.7e308", "x")]
    [InlineData("-inf", "x")]
    [InlineData("-1", "@0123456789abcdef0123456789abcdef:nobody")]
    [InlineData("1", "")]
    [InlineData("4000000000000000.5", "x")]
    public async Task ReadSince_StrangersMember_BeginsAnewAndGoesOn(string score, string member)
    {
        var before = await Log.AppendAsync(["a"], 0, Token);
        await Server.ExecuteAsync("ZADD", LogKey, score, member);

        var page = await Log.ReadSinceAsync(After(before), Token);

        Assert.NotEqual(before.Generation, page.Generation);
        Assert.Equal(MarkerReason.Damaged, page.Raised);
        await AssertGoesOnAsync(page);
    }

    [Theory]
    [InlineData("+inf", "x")]
    [InlineData("9007199254740992", "x")]
    [InlineData("-inf", "x")]
    public async Task Append_StrangersMember_BeginsAnewAndGoesOn(string score, string member)
    {
        var before = await Log.AppendAsync(["a"], 0, Token);
        await Server.ExecuteAsync("ZADD", LogKey, score, member);

        var record = await Log.AppendAsync(["b"], before.Sequence, Token);

        Assert.NotEqual(before.Generation, record.Generation);
        Assert.Equal(MarkerReason.Damaged, record.Raised);
        await AssertGoesOnAsync(await Log.ReadSinceAsync(After(record), Token));
    }

    // Between the marker and the head, where neither is looked at: only the page shows it.
    [Fact]
    public async Task ReadSince_FractionBetweenEvictions_BeginsAnew()
    {
        var first = await Log.AppendAsync(["a"], 0, Token);
        var last = await Log.AppendAsync(["b"], first.Sequence + 1000, Token);
        await Server.ExecuteAsync("ZADD", LogKey, string.Create(CultureInfo.InvariantCulture, $"{first.Sequence}.5"), "x");

        var page = await Log.ReadSinceAsync(new EvictionCursor(first.Generation, first.HeadBefore, last.Sequence), Token);

        Assert.NotEqual(first.Generation, page.Generation);
        Assert.True(page.Marker > last.Sequence);
        await AssertGoesOnAsync(page);
    }

    [Fact]
    public async Task ReadSince_HundredThousandForeignTags_AreReadInPages()
    {
        var before = await Log.AppendAsync(["a"], 0, Token);
        await Server.ExecuteAsync(
            "EVAL", "for i = 1, 100000 do redis.call('ZADD', KEYS[1], ARGV[1], 'foreign' .. i .. string.char(255, 0, 13, 10)) end", "1", LogKey,
            string.Create(CultureInfo.InvariantCulture, $"{before.Sequence + 1}"));

        var page = await Log.ReadSinceAsync(After(before), Token);

        // One sequence is never cut; a whole one that a stranger has made so long is read, and the log goes on.
        Assert.True(page.Evictions.Count >= 1000);
        Assert.Equal(before.Generation, page.Generation);
        var record = await Log.AppendAsync(["b"], page.Head, Token);
        Assert.True(record.Sequence > page.Head);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"g\":null,\"b\":\"1\",\"s\":\"2\",\"m\":\"1\",\"t\":[\"a\"]}")]
    [InlineData("{\"g\":\"g\",\"b\":null,\"s\":\"2\",\"m\":\"1\",\"t\":[\"a\"]}")]
    [InlineData("{\"g\":\"g\",\"b\":\"1\",\"s\":\"2\",\"m\":\"1\",\"t\":[null]}")]
    [InlineData("{\"g\":\"g\",\"b\":\"1\",\"s\":\"2\",\"m\":\"1\",\"t\":[1]}")]
    [InlineData("{\"g\":\"g\",\"b\":\"1\",\"s\":\"2\",\"m\":\"1\",\"t\":\"a\"}")]
    [InlineData("{\"g\":\"g\",\"b\":\"1\",\"s\":\"2\",\"m\":\"1\",\"t\":[\"\\ud800\"]}")]
    [InlineData("{\"g\":\"g\",\"b\":\"-1\",\"s\":\"2\",\"m\":\"1\",\"t\":[\"a\"]}")]
    [InlineData("{\"g\":\"g\",\"b\":\"1\",\"s\":\"9223372036854775807\",\"m\":\"1\",\"t\":[\"a\"]}")]
    [InlineData("{\"g\":\"g\",\"b\":\"1\",\"s\":\"99999999999999999999\",\"m\":\"1\",\"t\":[\"a\"]}")]
    [InlineData("{\"g\":\"g\",\"b\":\"1\",\"s\":\"2\",\"m\":\"9007199254740992\",\"t\":[\"a\"]}")]
    public async Task Message_OfAStranger_IsNoneAndTheNextOneIsHeard(string message)
    {
        var heard = new List<EvictionRecord>();
        Log.Appended += record =>
        {
            lock (heard)
            {
                heard.Add(record);
            }
        };
        await Eventually.Async(
            async _ => (await Server.ExecuteAsync("PUBLISH", Channel, message)).Number > 0, RedisTest.Deadline, "the back end listens", Token);

        var own = await Log.AppendAsync(["own"], 0, Token);

        await Eventually.Async(() => Last(heard)?.Sequence == own.Sequence, RedisTest.Deadline, "the message comes", Token);
        Assert.Single(heard);
        Assert.Contains(Logs.Entries, static entry => entry.EventId.Id == 607);
    }

    private static EvictionRecord? Last(List<EvictionRecord> heard)
    {
        lock (heard)
        {
            return heard.LastOrDefault();
        }
    }

    // The node that is lied to: with the true generation and the true head, a message moves its horizon; never beyond what a log can have.
    [Fact]
    public async Task Message_ForgedWithTheHighestPlace_LosesNoEviction()
    {
        var view = new EvictionView();
        var page = await Log.ReadSinceAsync(default, Token);
        view.BeginGeneration();
        view.CompleteCatchUp(page.Generation, page.Marker, page.Head);
        var forged = new EvictionRecord(page.Generation, page.Head, EvictionSequence.Maximum, page.Marker, ["x"]);
        Assert.True(view.ApplyMessage(forged));

        var next = await Log.ReadSinceAsync(new EvictionCursor(view.Now.Generation, view.Now.Horizon, view.Known), Token);

        Assert.NotEqual(page.Generation, next.Generation);
        Assert.Equal(MarkerReason.LogRolledBack, next.Raised);
        var slots = TagSlots.Of(view, ["a"]);
        Assert.Equal(Verdict.Valid, view.JudgeFar(page.Generation, view.Now.Horizon, slots));
        view.BeginGeneration();
        view.CompleteCatchUp(next.Generation, next.Marker, next.Head);
        Assert.Equal(Verdict.Void, view.JudgeFar(page.Generation, EvictionSequence.Maximum, slots));
    }

    private async Task AssertGoesOnAsync(EvictionPage page)
    {
        Assert.True(EvictionSequence.IsValid(page.Head) && page.Head >= page.Marker);
        var record = await Log.AppendAsync(["later"], page.Head, Token);
        Assert.Equal((page.Generation, page.Head, MarkerReason.None), (record.Generation, record.HeadBefore, record.Raised));
        var next = await Log.ReadSinceAsync(new EvictionCursor(page.Generation, page.Head, record.Sequence), Token);
        Assert.Equal([new EvictedTag("later", record.Sequence)], next.Evictions);
        Assert.NotEqual(Generation, next.Generation);
    }
}
