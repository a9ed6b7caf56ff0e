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
        foreach (var row in rows)
        {
            await Fleet.ReadAsync(here, "bounded", row, Token);
        }

        proxy.Set(ProxyFault.Refused);
        foreach (var row in rows)
        {
            await fleet.Database.CommitAsync(row, 1);
            Assert.False(await Fleet.EvictAsync(here, row, cancellationToken: Token));

            // Known on the node itself at once, as ever.
            Assert.Equal(1, (await Fleet.ReadAsync(here, "bounded", row, Token)).Version);
        }

        // Redis still has what was evicted. From the moment on when a node reads it again, nothing of that may come back.
        proxy.Heal();
        await fleet.WaitUntilAttachedAsync(Token);

        foreach (var row in rows)
        {
            Assert.Equal(1, (await Fleet.ReadAsync(there, "bounded", row, Token)).Version);
            Assert.Equal(1, (await Fleet.ReadAsync(here, "bounded", row, Token)).Version);
        }
    }
}
