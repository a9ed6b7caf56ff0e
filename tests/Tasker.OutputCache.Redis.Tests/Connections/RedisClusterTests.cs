using System.Globalization;
using Tasker.OutputCache.Evictions;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Servers;
using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Redis.Tests.Connections;

/// <summary>Three primaries and three replicas.</summary>
public sealed class RedisClusterTests : IAsyncLifetime
{
    private const string LogKey = "{tasker}:evictions";
    private static readonly byte[] Value = [1, 2, 3];

    private RedisCluster? _cluster;
    private RedisBackend? _backend;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private CacheBackend Backend => _backend!.Backend;

    public async ValueTask InitializeAsync()
    {
        _cluster = await RedisCluster.StartNewAsync(cancellationToken: Token);
        _backend = await RedisTest.OpenAsync(new RedisTierOptions { Url = $"redis://{_cluster.EndPoints}", MaxConnections = 1 });
    }

    public async ValueTask DisposeAsync()
    {
        await _backend!.DisposeAsync();
        await _cluster!.DisposeAsync();
    }

    [Fact]
    public async Task RemoveByPattern_Cluster_RemovesFromEveryPrimary()
    {
        for (var i = 0; i < 60; i++)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"tasker:analytics:{i}");
            var read = await Backend.Far!.ReadAsync(key, new FarReadRequest(new FarLease("a", TimeSpan.FromMinutes(1)), default), Token);
            Assert.Equal(FarLeaseState.Granted, read.Lease);
            Assert.True(await Backend.Far.FillAsync(key, Value, TimeSpan.FromMinutes(1), "a", Token));
        }

        Assert.Equal(60, await Backend.Far!.RemoveByPatternAsync("tasker:analytics:*", Token));
    }

    [Fact]
    public async Task ReadSince_FailoverThatLosesWrites_BeginsAnew()
    {
        var kept = await Backend.Log.AppendAsync(["a"], 0, Token);

        await _cluster!.FailoverLosingWritesAsync(LogKey, async _ => await Backend.Log.AppendAsync(["lost"], 0, Token), Token);

        var page = await Eventually.Async(
            token => Backend.Log.ReadSinceAsync(new EvictionCursor(kept.Generation, kept.Sequence, kept.Sequence), token).AsTask(),
            page => page.Generation != kept.Generation,
            TimeSpan.FromSeconds(60),
            "the log is begun anew",
            Token);
        Assert.True(page.Marker > kept.Sequence);
    }

    [Fact]
    public async Task Read_SlotWasMoved_IsFollowed()
    {
        const string Key = "tasker:analytics:moved";
        await Backend.Far!.FillAsync(Key, Value, TimeSpan.FromMinutes(1), null, Token);
        var owner = await _cluster!.MasterOfAsync(Key, Token);
        var target = (await _cluster.MastersAsync(Token)).First(node => node != owner);

        await _cluster.MoveSlotAsync(Key, target, cancellationToken: Token);

        var value = await Eventually.Async(
            async token => (await Backend.Far!.ReadAsync(Key, new FarReadRequest(new FarLease("a", TimeSpan.FromMinutes(1)), default), token)).Value,
            static _ => true,
            RedisTest.Deadline,
            "the move is followed",
            Token);
        Assert.Equal(Value, value!.Value.ToArray());
    }
}
