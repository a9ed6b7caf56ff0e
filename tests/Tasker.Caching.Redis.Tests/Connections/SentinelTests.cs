using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.Redis.Tests.Connections;

/// <summary>A primary and a replica that a real Sentinel watches.</summary>
public class SentinelTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_PrimaryDies_FollowsTheOneThatSentinelPromotes()
    {
        await using var primary = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var replica = await RedisServer.StartNewAsync(new RedisServerOptions { ReplicaOf = primary }, Token);
        await replica.WaitUntilReplicatingAsync(Token);
        await using var sentinel = await RedisSentinel.StartNewAsync(primary, Token);
        await sentinel.WaitUntilReplicaIsKnownAsync(Token);
        await using var backend = await RedisTest.OpenAsync(
            new RedisTierOptions { Url = $"redis://127.0.0.1:{sentinel.Port}?service_name={RedisSentinel.ServiceName}", MaxConnections = 1, ConnectionTimeout = TimeSpan.FromSeconds(1) });
        var record = await backend.Backend.Log.AppendAsync(["a"], 0, Token);
        Assert.Equal("1", (await primary.ExecuteAsync("EXISTS", "{tasker}:evictions")).Text);

        await primary.KillAsync();

        var page = await Eventually.Async(
            async token => await backend.Backend.Log.ReadSinceAsync(new EvictionCursor(record.Generation, record.Sequence, record.Sequence), token),
            page => page.Generation != record.Generation,
            TimeSpan.FromSeconds(60),
            "the promoted replica has the log",
            Token);
        await Eventually.Async(async token => await sentinel.PrimaryPortAsync(token) == replica.Port, TimeSpan.FromSeconds(30), "Sentinel names the replica", Token);
        Assert.True(page.Marker > record.Sequence);
        await backend.Backend.Log.AppendAsync(["b"], 0, Token);
    }
}
