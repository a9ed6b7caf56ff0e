using System.Globalization;
using Tasker.OutputCache.TestUtilities;

namespace Tasker.Caching.Redis.Tests.Connections;

/// <summary>Three primaries and three replicas.</summary>
public sealed class RedisClusterTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    private static readonly byte[] Value = [1, 2, 3];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private CacheBackend Backend => cluster.Backend.Backend;

    [Fact]
    public async Task RemoveByPattern_Cluster_RemovesFromEveryPrimary()
    {
        for (var i = 0; i < 60; i++)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"tasker:pattern:{i}");
            var read = await Backend.Far!.ReadAsync(key, new FarReadRequest(new FarLease("a", TimeSpan.FromMinutes(1)), default), Token);
            Assert.Equal(FarLeaseState.Granted, read.Lease);
            Assert.True(await Backend.Far.FillAsync(key, Value, TimeSpan.FromMinutes(1), "a", Token));
        }

        Assert.Equal(60, await Backend.Far!.RemoveByPatternAsync("tasker:pattern:*", Token));
    }

    [Fact]
    public async Task Read_SlotWasMoved_IsFollowed()
    {
        const string Key = "tasker:analytics:moved";
        await Backend.Far!.FillAsync(Key, Value, TimeSpan.FromMinutes(1), null, Token);
        var owner = await cluster.Cluster.MasterOfAsync(Key, Token);
        var target = (await cluster.Cluster.MastersAsync(Token)).First(node => node != owner);

        await cluster.Cluster.MoveSlotAsync(Key, target, cancellationToken: Token);

        var value = await Eventually.Async(
            async token => (await Backend.Far!.ReadAsync(Key, new FarReadRequest(new FarLease("a", TimeSpan.FromMinutes(1)), default), token)).Value,
            static _ => true,
            RedisTest.Deadline,
            "the move is followed",
            Token);
        Assert.Equal(Value, value!.Value.ToArray());
    }
}
