using System.Globalization;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.Redis.Tests.Evictions;

/// <summary>What happens to the log when something happens to the server.</summary>
public sealed class RedisEvictionLogTests : RedisLogTests
{
    [Fact]
    public async Task ReadSince_FirstOfAll_LogsTheReason()
    {
        var page = await Log.ReadSinceAsync(default, Token);

        Assert.Equal(MarkerReason.NewLog, page.Raised);
        var entry = await Logs.WaitForAsync(604, RedisTest.Deadline, Token);
        Assert.Contains("there was none", entry.Message, StringComparison.Ordinal);
        Assert.Equal(MarkerReason.None, (await Log.ReadSinceAsync(default, Token)).Raised);
    }

    [Fact]
    public async Task ReadSince_AfterFlush_BeginsAnew()
    {
        var record = await Log.AppendAsync(["a"], 0, Token);
        await Server.ExecuteAsync("FLUSHALL");

        AssertBegunAnew(record, await Log.ReadSinceAsync(After(record), Token), MarkerReason.NewLog);
    }

    [Fact]
    public async Task ReadSince_LogWasDeletedAndAppendedTo_HasAnotherGeneration()
    {
        var record = await Log.AppendAsync(["a"], 0, Token);
        await Server.ExecuteAsync("DEL", LogKey);
        await Log.AppendAsync(["b"], 0, Token);

        var page = await Log.ReadSinceAsync(After(record), Token);

        Assert.NotEqual(record.Generation, page.Generation);
        Assert.True(page.Marker > record.Sequence);
    }

    [Fact]
    public async Task ReadSince_LogIsAheadOfTheReader_IsReportedAsSetBack()
    {
        var record = await Log.AppendAsync(["a"], 0, Token);

        var page = await Log.ReadSinceAsync(new EvictionCursor(record.Generation, record.Sequence, record.Sequence + 5_000_000), Token);

        AssertBegunAnew(record, page, MarkerReason.LogRolledBack);
    }

    [Fact]
    public async Task Append_SnapshotWasRestoredUnderTheSameReign_BeginsAnew()
    {
        await using var server = await RedisServer.StartNewAsync(new RedisServerOptions { Arguments = ["--enable-debug-command", "yes"] }, Token);
        await using var backend = await RedisTest.OpenAsync(server);
        var log = backend.Backend.Log;
        var kept = await log.AppendAsync(["kept"], 0, Token);
        var reign = (await server.InfoAsync("replication", Token))["master_replid"];
        await server.ExecuteAsync("SAVE");
        var lost = await log.AppendAsync(["lost"], kept.Generation, kept.Sequence, Token);
        await server.ExecuteAsync("DEBUG", "RELOAD", "NOSAVE");
        Assert.Equal(reign, (await server.InfoAsync("replication", Token))["master_replid"]);

        // Another eviction of the node that knows more, before anybody reads.
        var record = await log.AppendAsync(["next"], lost.Generation, lost.Sequence, Token);
        var page = await log.ReadSinceAsync(After(kept), Token);

        Assert.Equal(MarkerReason.LogRolledBack, record.Raised);
        Assert.NotEqual(lost.Generation, record.Generation);
        Assert.Equal(record.Generation, page.Generation);
        Assert.True(page.Marker > lost.Sequence);
    }

    // A copy of the key put back, as tools for backups do.
    [Fact]
    public async Task Evict_LogWasSetBackUnderTheSameReign_TellsTheOtherNode()
    {
        var kept = await Log.AppendAsync(["kept"], 0, Token);
        await Server.ExecuteAsync("COPY", LogKey, LogKey + ":backup");
        var lost = await Log.AppendAsync(["lost"], kept.Generation, kept.Sequence, Token);
        await Server.ExecuteAsync("COPY", LogKey + ":backup", LogKey, "REPLACE");

        var record = await Log.AppendAsync(["next"], lost.Generation, lost.Sequence, Token);

        var page = await Log.ReadSinceAsync(After(kept), Token);
        Assert.Equal(MarkerReason.LogRolledBack, record.Raised);
        Assert.NotEqual(lost.Generation, page.Generation);
        Assert.True(page.Marker > lost.Sequence);
        Assert.Equal("next", Assert.Single(page.Evictions).Tag);
    }

    [Theory]
    [InlineData("RPUSH", LogKey, "x")]
    [InlineData("ZADD", LogKey, "5", "x")]
    public async Task ReadSince_SomethingElseUnderTheKey_BeginsAnew(params string[] command)
    {
        var record = await Log.AppendAsync(["a"], 0, Token);
        await Server.ExecuteAsync("DEL", LogKey);
        await Server.ExecuteAsync(command);

        AssertBegunAnew(record, await Log.ReadSinceAsync(After(record), Token), MarkerReason.Damaged);
        Assert.Equal(MarkerReason.None, (await Log.AppendAsync(["b"], 0, Token)).Raised);
    }

    [Fact]
    public async Task ReadSince_RestartedEmpty_BeginsAnewAndInterrupts()
    {
        var record = await Log.AppendAsync(["a"], 0, Token);
        var interruptions = 0;
        Log.Interrupted += () => Interlocked.Increment(ref interruptions);

        await Server.KillAsync();
        await Server.StartAsync(Token);

        var page = await Eventually.Async(
            token => Log.ReadSinceAsync(After(record), token).AsTask(), static _ => true, RedisTest.Deadline, "Redis is back", Token);
        AssertBegunAnew(record, page, MarkerReason.NewLog);
        await Eventually.Async(() => Volatile.Read(ref interruptions) > 0, RedisTest.Deadline, "the interruption is told", Token);
    }

    [Fact]
    public async Task Append_AfterScriptFlush_GoesOn()
    {
        var first = await Log.AppendAsync(["a"], 0, Token);
        await Server.ExecuteAsync("SCRIPT", "FLUSH");

        var second = await Log.AppendAsync(["b"], 0, Token);

        Assert.Equal((first.Generation, first.Sequence), (second.Generation, second.HeadBefore));
    }

    [Fact]
    public async Task ReadSince_AnotherMasterWithLostWrites_VoidsEverything()
    {
        await using var replica = await RedisServer.StartNewAsync(new RedisServerOptions { ReplicaOf = Server }, Token);
        await replica.WaitUntilReplicatingAsync(Token);
        var kept = await Log.AppendAsync(["a"], 0, Token);
        await Eventually.Async(async _ => (await replica.ExecuteAsync("ZCARD", LogKey)).Number == 2, RedisTest.Deadline, "the replica has the log", Token);
        await replica.PromoteAsync(Token);
        var lost = await Log.AppendAsync(["lost"], 0, Token);

        // Another node appends first: the head is above what everybody knows, so that it alone would not tell.
        await using var other = await RedisTest.OpenAsync(replica);
        var record = await other.Backend.Log.AppendAsync(["c"], 0, Token);
        var page = await other.Backend.Log.ReadSinceAsync(After(lost), Token);

        Assert.Equal(MarkerReason.PrimaryChanged, record.Raised);
        Assert.NotEqual(kept.Generation, page.Generation);
        Assert.True(page.Marker > kept.Sequence);
        Assert.DoesNotContain(page.Evictions, static eviction => eviction.Tag == "a");
    }

    [Fact]
    public async Task ReadSince_FromAReplica_IsRefused()
    {
        var record = await Log.AppendAsync(["a"], 0, Token);
        await using var primary = await RedisServer.StartNewAsync(cancellationToken: Token);
        await Server.ExecuteAsync("REPLICAOF", "127.0.0.1", primary.Port.ToString(CultureInfo.InvariantCulture));

        await Assert.ThrowsAnyAsync<Exception>(async () => await Log.ReadSinceAsync(After(record), Token));
    }

    [Fact]
    public async Task Append_ServerIsFull_IsNotRefused()
    {
        await Server.ExecuteAsync("CONFIG", "SET", "maxmemory", "1");

        var record = await Log.AppendAsync(["a"], 0, Token);

        Assert.Equal([new EvictedTag("a", record.Sequence)], (await Log.ReadSinceAsync(default, Token)).Evictions);
    }

    [Fact]
    public async Task Append_SubscriptionWasKilled_IsHeardAgainAfterAnInterruption()
    {
        var interruptions = 0;
        var heard = 0;
        Log.Interrupted += () => Interlocked.Increment(ref interruptions);
        Log.Appended += _ => Interlocked.Increment(ref heard);
        await Log.AppendAsync(["a"], 0, Token);
        await Eventually.Async(() => Volatile.Read(ref heard) > 0, RedisTest.Deadline, "the first is heard", Token);
        Volatile.Write(ref interruptions, 0);

        await Server.ExecuteAsync("CLIENT", "KILL", "TYPE", "pubsub");

        await Eventually.Async(() => Volatile.Read(ref interruptions) > 0, RedisTest.Deadline, "the interruption is told", Token);
        var before = Volatile.Read(ref heard);
        await Eventually.Async(
            async token =>
            {
                await Log.AppendAsync(["b"], 0, token);
                return Volatile.Read(ref heard) > before;
            },
            RedisTest.Deadline,
            "messages come again",
            Token);
    }

    [Fact]
    public async Task Append_ForeignMessageOnTheChannel_IsIgnored()
    {
        var heard = 0;
        Log.Appended += _ => Interlocked.Increment(ref heard);

        foreach (var text in (string[])["", "x", "[]", "{}", "{\"g\":1}", "{\"g\":\"a\",\"b\":\"x\",\"s\":\"1\",\"m\":\"1\",\"t\":[]}"])
        {
            await Server.ExecuteAsync("PUBLISH", "tasker@0:evictions", text);
        }

        await Log.AppendAsync(["a"], 0, Token);
        await Eventually.Async(() => Volatile.Read(ref heard) > 0, RedisTest.Deadline, "the real one is heard", Token);
        Assert.Equal(1, heard);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1000, 1)]
    [InlineData(3500, 1)]
    [InlineData(4096, 2)]
    public async Task Append_AnyNumberOfTags_IsOneRoundTrip(int tags, int adds)
    {
        await Log.AppendAsync(["warm"], 0, Token);
        var names = Enumerable.Range(0, tags).Select(static i => $"t{i}").ToArray();
        await Server.ResetCommandCallsAsync(Token);

        await Log.AppendAsync(names, 0, Token);

        var calls = await Server.CommandCallsAsync(Token);
        Assert.Equal(1, calls["evalsha"]);
        Assert.Equal(adds, calls["zadd"]);
        Assert.Equal(1, calls["publish"]);
    }

    [Fact]
    public async Task Append_HundredThousandEntries_CostsTheSameCommands()
    {
        await Log.AppendAsync(["warm"], 0, Token);
        var empty = await CallsOfAppendAsync();
        await Server.ExecuteAsync("EVAL", "for i = 1, 100000 do redis.call('SET', 'tasker:analytics:' .. i, 'x') end", "0");

        Assert.Equal(empty, await CallsOfAppendAsync());
    }

    private async Task<IEnumerable<string>> CallsOfAppendAsync()
    {
        await Server.ResetCommandCallsAsync(Token);
        await Log.AppendAsync(["analytics"], 0, Token);
        var calls = await Server.WantedCallsAsync(Token);
        return [.. calls.OrderBy(static call => call.Key, StringComparer.Ordinal).Select(static call => $"{call.Key}={call.Value}")];
    }
}
