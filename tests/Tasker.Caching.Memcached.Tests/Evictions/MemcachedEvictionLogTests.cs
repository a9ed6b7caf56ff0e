using System.Globalization;
using Tasker.Caching.Memcached.Connections;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Contracts;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.Memcached.Tests.Evictions;

/// <summary>What happens to the log when something happens to the server.</summary>
public sealed class MemcachedEvictionLogTests : ServerLogTests<MemcachedServer>
{
    protected override Task<MemcachedServer> StartServerAsync() => MemcachedServer.StartNewAsync(cancellationToken: Token);

    protected override async Task<CacheBackend> OpenAsync() => (await MemcachedTest.OpenAsync(Server, logs: Logs)).Backend;

    [Fact]
    public async Task ReadSince_FirstOfAll_LogsTheReason()
    {
        var page = await Log.ReadSinceAsync(default, Token);

        Assert.Equal(MarkerReason.NewLog, page.Raised);
        var entry = await Logs.WaitForAsync(954, MemcachedTest.Deadline, Token);
        Assert.Contains("there was none", entry.Message, StringComparison.Ordinal);
        Assert.Equal(MarkerReason.None, (await Log.ReadSinceAsync(default, Token)).Raised);
    }

    [Theory]
    [InlineData("flush_all")]
    [InlineData("delete " + LogKey)]
    public async Task ReadSince_LogIsGone_BeginsAnew(string command)
    {
        var record = await Log.AppendAsync(["a"], 0, Token);
        await Server.ExecuteAsync(command, Token);

        AssertBegunAnew(record, await Log.ReadSinceAsync(After(record), Token), MarkerReason.NewLog);
    }

    [Fact]
    public async Task ReadSince_SomethingElseUnderTheKey_BeginsAnew()
    {
        var record = await Log.AppendAsync(["a"], 0, Token);
        await Server.ExecuteAsync($"set {LogKey} 0 0 5\r\nhello", Token);

        AssertBegunAnew(record, await Log.ReadSinceAsync(After(record), Token), MarkerReason.Damaged);
        Assert.Equal(MarkerReason.None, (await Log.AppendAsync(["b"], 0, Token)).Raised);
    }

    [Fact]
    public async Task ReadSince_ServerIsRestartedAndItsTokensAreTheSame_BeginsAnewAndInterrupts()
    {
        var record = await Log.AppendAsync(["a"], 0, Token);
        var interruptions = 0;
        Log.Interrupted += () => Interlocked.Increment(ref interruptions);
        var token = await TokenOfLogAsync();
        await Server.KillAsync();
        await Server.StartAsync(Token);

        // As many writes as before: the token of the new log is that of the old one.
        await using var other = await MemcachedTest.OpenAsync(Server);
        for (var i = 1; i < token; i++)
        {
            await other.Backend.Log.AppendAsync(["b"], 0, Token);
        }

        Assert.Equal(token, await TokenOfLogAsync());
        var page = await Eventually.Async(
            token => Log.ReadSinceAsync(After(record), token).AsTask(), static _ => true, MemcachedTest.Deadline, "the server is back", Token);
        Assert.NotEqual(record.Generation, page.Generation);
        Assert.True(page.Marker > record.Sequence || page.Evictions.Count == 1);
        await Eventually.Async(() => Volatile.Read(ref interruptions) > 0, MemcachedTest.Deadline, "the interruption is told", Token);
        Assert.Equal(page.Generation, (await Log.AppendAsync(["c"], 0, Token)).Generation);
    }

    private async Task<long> TokenOfLogAsync()
    {
        var answer = await Server.ExecuteAsync($"mg {LogKey} c");
        return long.Parse(answer.Trim().Split('c')[^1], CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task ReadSince_NothingHappened_IsOneSmallRoundTrip()
    {
        await Log.AppendAsync([.. Enumerable.Range(0, 500).Select(static i => $"analytics|namespace=n{i}")], 0, Token);
        var record = await Log.AppendAsync(["a"], 0, Token);
        var before = await Server.StatsAsync(Token);

        for (var i = 0; i < 10; i++)
        {
            await Log.ReadSinceAsync(After(record), Token);
        }

        var after = await Server.StatsAsync(Token);
        Assert.Equal(10, Count(after, "cmd_get") - Count(before, "cmd_get"));
        Assert.InRange(Count(after, "bytes_written") - Count(before, "bytes_written"), 0, 15_000);
    }

    [Fact]
    public async Task Append_LogIsKnown_IsOneRoundTrip()
    {
        await Log.AppendAsync(["a"], 0, Token);
        var before = await Server.StatsAsync(Token);

        await Log.AppendAsync(["b"], 0, Token);

        var after = await Server.StatsAsync(Token);
        Assert.Equal((0, 1), (Count(after, "cmd_get") - Count(before, "cmd_get"), Count(after, "cmd_set") - Count(before, "cmd_set")));
    }

    private static long Count(IReadOnlyDictionary<string, string> stats, string name) => long.Parse(stats[name], CultureInfo.InvariantCulture);

    [Fact]
    public async Task Append_MoreThanTheLogHolds_VoidsWhatIsTrimmed()
    {
        var first = await Log.AppendAsync(["first"], 0, Token);
        EvictionRecord record = first;
        for (var i = 0; i < 20; i++)
        {
            var round = i;
            record = await Log.AppendAsync([.. Enumerable.Range(0, 200).Select(t => $"analytics|namespace=n{round}-{t}")], 0, Token);
        }

        var page = await Log.ReadSinceAsync(After(first), Token);
        Assert.Equal(first.Generation, page.Generation);
        Assert.True(page.Marker > first.Sequence);
        Assert.Contains(page.Evictions, static eviction => eviction.Tag == "analytics|namespace=n19-199");
        Assert.Equal(record.Sequence, page.Head);
        await Logs.WaitForAsync(955, MemcachedTest.Deadline, Token);
    }

    [Fact]
    public async Task Append_ServerHasNoMemory_RemovesTheLogAndFails()
    {
        await using var full = await MemcachedServer.StartNewAsync(new MemcachedServerOptions { MemoryMegabytes = 1, RefuseWhenFull = true, MaxItemSize = "512k" }, Token);
        await using var backend = await MemcachedTest.OpenAsync(full, logs: Logs);
        var record = await backend.Backend.Log.AppendAsync(["a"], 0, Token);

        // Every class of sizes gets one page of a megabyte, whatever the memory; those that the grown log could be in are filled.
        for (var size = 26_000; size < 60_000; size += 4_000)
        {
            for (var i = 0; i < 45; i++)
            {
                await full.ExecuteAsync($"set filler{size}-{i} 0 0 {size}\r\n{new string('x', size)}", Token);
            }
        }

        var tags = Enumerable.Range(0, 1000).Select(static i => $"analytics|namespace=n{i}").ToArray();
        await Assert.ThrowsAsync<MemcachedUnavailableException>(async () => await backend.Backend.Log.AppendAsync(tags, 0, Token));

        await Logs.WaitForAsync(956, MemcachedTest.Deadline, Token);
        await full.ExecuteAsync("flush_all", Token);
        Assert.NotEqual(record.Generation, (await backend.Backend.Log.ReadSinceAsync(After(record), Token)).Generation);
    }

    [Fact]
    public async Task Append_TwoNodesAtOnce_LoseNothing()
    {
        await using var other = await MemcachedTest.OpenAsync(Server);
        IEvictionLog[] logs = [Log, other.Backend.Log];

        await Task.WhenAll(logs.SelectMany((log, node) => Enumerable.Range(0, 50).Select(i => log.AppendAsync([$"{node}-{i}"], 0, Token).AsTask())));

        Assert.Equal(100, (await Log.ReadSinceAsync(default, Token)).Evictions.Count);
    }
}
