using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.OutputCache.TestUtilities.Tests.Servers;

public sealed class RedisClusterTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // One cluster and one test for all: to form it takes longer than everything that follows.
    [Fact]
    public async Task Cluster_MovedAndFailedOver_HoldsItsKeys()
    {
        await using var cluster = await RedisCluster.StartNewAsync(new RedisClusterOptions { Password = "secret" }, Token);
        var masters = await cluster.MastersAsync(Token);
        Assert.Equal(3, masters.Count);

        await MoveSlotAsync(cluster, masters);
        await FailOverInGoodOrderAsync(cluster);
        await FailOverLosingWritesAsync(cluster);
    }

    private static async Task MoveSlotAsync(RedisCluster cluster, IReadOnlyList<RedisServer> masters)
    {
        var source = await cluster.MasterOfAsync("{moved}", Token);
        var target = masters.First(master => master != source);
        await source.ExecuteAsync("SET", "{moved}:1", "one");
        RespErrorException? ask = null;

        await cluster.MoveSlotAsync(
            "{moved}",
            target,
            async () => ask = await Assert.ThrowsAsync<RespErrorException>(() => source.ExecuteAsync("GET", "{moved}:2")),
            Token);

        Assert.StartsWith("ASK ", ask?.Message, StringComparison.Ordinal);
        Assert.Equal("one", (await target.ExecuteAsync("GET", "{moved}:1")).Text);
        var moved = await Assert.ThrowsAsync<RespErrorException>(() => source.ExecuteAsync("GET", "{moved}:1"));
        Assert.Equal($"MOVED {ClusterSlot.Of("{moved}")} {target.EndPoint}", moved.Message);
    }

    private static async Task FailOverInGoodOrderAsync(RedisCluster cluster)
    {
        var old = await cluster.MasterOfAsync("a", Token);
        await old.ExecuteAsync("SET", "a", "1");

        var promoted = await cluster.FailoverAsync("a", Token);

        Assert.NotSame(old, promoted);
        Assert.Same(promoted, await cluster.MasterOfAsync("a", Token));
        Assert.Equal("1", (await promoted.ExecuteAsync("GET", "a")).Text);
    }

    private static async Task FailOverLosingWritesAsync(RedisCluster cluster)
    {
        await cluster.WaitUntilHealthyAsync(Token);

        var (promoted, old) = await cluster.FailoverLosingWritesAsync("a", master => master.ExecuteAsync("SET", "a", "2"), Token);

        Assert.Equal("1", (await promoted.ExecuteAsync("GET", "a")).Text);
        Assert.False(old.IsRunning);

        // Started again, it finds its place by the file that it keeps of the cluster.
        await old.StartAsync(Token);
        await cluster.WaitUntilHealthyAsync(Token);
        Assert.Equal("slave", (await old.InfoAsync("replication", Token))["role"]);
        Assert.Equal(3, (await cluster.MastersAsync(Token)).Count);
    }

    [Theory]
    [InlineData("123456789", 12739)]
    [InlineData("{user1000}.following", 3443)]
    [InlineData("{user1000}.followers", 3443)]
    [InlineData("foo{}{bar}", 8363)]
    public void Slot_OfKey_IsThatOfTheSpecification(string key, int slot) => Assert.Equal(slot, ClusterSlot.Of(key));
}
