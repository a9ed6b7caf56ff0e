using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Faults;
using Tasker.OutputCache.TestUtilities.Servers;
using Xunit;

namespace Tasker.OutputCache.Integration.Tests.Redis;

public sealed class OutageEvictionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Evict_WhileRedisIsDown_ReachesTheOthersBeforeAnyFarRead()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var proxy = await FaultProxy.StartAsync(redis);
        await using var fleet = await Fleet.StartAsync(2, $"redis://{proxy.EndPoint}", cancellationToken: Token);
        var (here, there) = (fleet.Hosts[0], fleet.Hosts[1]);
        string[] rows = [.. Enumerable.Range(0, 20).Select(number => $"row-{number}")];
        foreach (var row in rows.Append("last"))
        {
            await Fleet.ReadAsync(here, "bounded", row, Token);
        }

        Assert.Equal(0, (await Fleet.ReadAsync(there, "bounded", "last", Token)).Version);

        proxy.Set(ProxyFault.Refused);
        foreach (var row in rows)
        {
            await fleet.Database.CommitAsync(row, 1);
            Assert.False(await Fleet.EvictAsync(here, row, cancellationToken: Token));

            // Known on the node itself at once, as ever.
            Assert.Equal(1, (await Fleet.ReadAsync(here, "bounded", row, Token)).Version);
        }

        // Redis still has what was evicted. Once the log has the evictions, and a later one has arrived, nothing of that may come back.
        proxy.Heal();
        await fleet.WaitUntilAttachedAsync(Token);
        await fleet.Database.CommitAsync("last", 1);

        // On a busy machine perhaps by way of the journal, as the others: in their order all the same.
        await Fleet.EvictAsync(here, "last", cancellationToken: Token);
        await Eventually.Async(token => Fleet.ReadAsync(there, "bounded", "last", token), static answer => answer.Version == 1, TimeSpan.FromSeconds(30), "the last eviction arrives", Token);

        foreach (var row in rows)
        {
            Assert.Equal(1, (await Fleet.ReadAsync(there, "bounded", row, Token)).Version);
            Assert.Equal(1, (await Fleet.ReadAsync(here, "bounded", row, Token)).Version);
        }
    }
}
