using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Processes;
using Tasker.OutputCache.TestUtilities.Servers;
using Xunit;

namespace Tasker.OutputCache.Integration.Tests.Redis;

public sealed class UnreadableValueTests
{
    private const string Key = "tasker:bounded:row:a";

    // What a value is in a script: of this entry, of another one, and where its format's version stands.
    private const string Damaged = "local v = redis.call('GET', KEYS[1]); local i = #v - 3; redis.call('SET', KEYS[1], string.sub(v, 1, i - 1) .. string.char((string.byte(v, i) + 1) % 256) .. string.sub(v, i + 1))";
    private const string Truncated = "local v = redis.call('GET', KEYS[1]); redis.call('SET', KEYS[1], string.sub(v, 1, #v - 5))";
    private const string CutInTheHeader = "local v = redis.call('GET', KEYS[1]); redis.call('SET', KEYS[1], string.sub(v, 1, 12))";
    private const string OtherVersion = "local v = redis.call('GET', KEYS[1]); redis.call('SET', KEYS[1], string.sub(v, 1, 1) .. string.char((string.byte(v, 2) + 255) % 256) .. string.sub(v, 3))";
    private const string OtherKey = "redis.call('SET', KEYS[1], redis.call('GET', 'tasker:bounded:row:b'))";
    private const string Foreign = "redis.call('SET', KEYS[1], 'hello')";
    private const string Empty = "redis.call('SET', KEYS[1], '')";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_OfAValueThatCantBeRead_IsAMissAndCounted()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var fleet = await Fleet.StartAsync(2, redis.Url, cancellationToken: Token);
        foreach (var script in (string[])[Damaged, Truncated, CutInTheHeader, OtherVersion, OtherKey, Foreign, Empty])
        {
            await FillAsync(fleet, redis);
            await redis.ExecuteAsync("EVAL", script, "1", Key);
            var runs = fleet.Database.ReadsOf("bounded", "a");
            var counted = await UnreadableAsync(fleet.Hosts[1]);

            var (version, source) = await Fleet.ReadAsync(fleet.Hosts[1], "bounded", "a", Token);

            Assert.True((version, source) == (0, "tasker; fwd=miss; stored"), $"{source} after {script}");
            Assert.Equal(runs + 1, fleet.Database.ReadsOf("bounded", "a"));
            Assert.Equal(counted + 1, await UnreadableAsync(fleet.Hosts[1]));
        }
    }

    [Fact]
    public async Task Read_OfAValueOfAnotherType_IsAMiss()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var fleet = await Fleet.StartAsync(2, redis.Url, cancellationToken: Token);
        await redis.ExecuteAsync("LPUSH", Key, "somebody else's");

        Assert.Equal("tasker; fwd=miss; stored", (await Fleet.ReadAsync(fleet.Hosts[0], "bounded", "a", Token)).Source);
        Assert.Equal("tasker; hit; detail=far", (await Fleet.ReadAsync(fleet.Hosts[1], "bounded", "a", Token)).Source);
    }

    // Evicted first: the second host must have nothing of it in memory.
    private static async Task FillAsync(Fleet fleet, RedisServer redis)
    {
        foreach (var row in (string[])["a", "b"])
        {
            await Fleet.EvictUntilSharedAsync(fleet.Hosts[1], row, Token);
            await redis.ExecuteAsync("DEL", $"tasker:bounded:row:{row}");
        }

        // The first host hears of the evictions, or reads them; until then it would not fill anew.
        await Eventually.Async(
            async token =>
            {
                await Fleet.ReadAsync(fleet.Hosts[0], "bounded", "a", token);
                await Fleet.ReadAsync(fleet.Hosts[0], "bounded", "b", token);
                return (await redis.ExecuteAsync("EXISTS", Key, "tasker:bounded:row:b")).Number == 2;
            },
            TimeSpan.FromSeconds(30), "both rows are in Redis", Token);
    }

    private static Task<long> UnreadableAsync(HostProcess host) => Fleet.CounterAsync(host, "tasker.cache.far.unreadable", Token);
}
