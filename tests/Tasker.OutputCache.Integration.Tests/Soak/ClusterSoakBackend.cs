using Tasker.OutputCache.TestUtilities.Faults;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.OutputCache.Integration.Tests.Soak;

/// <summary>Three masters and their replicas.</summary>
/// <remarks>No master is frozen and let go again: until it hears of its successor it answers strict reads from an old log, as the pages say.</remarks>
internal sealed class ClusterSoakBackend : SoakBackend
{
    private const string LogKey = "{tasker}:evictions";

    private readonly RedisCluster _cluster;
    private RedisServer? _down;

    private ClusterSoakBackend(RedisCluster cluster) => _cluster = cluster;

    public override string Name => "redis";

    public override string Url => $"redis://{_cluster.EndPoints}";

    public override IReadOnlyList<Fault> Faults =>
    [
        new("cluster", "failover of the log's master, writes lost", FailOverLosingWritesAsync, RestoreAsync),
        new("cluster", "failover of the log's master, in good order", () => _cluster.FailoverAsync(LogKey), RestoreAsync),
        new("cluster", "master of other keys killed", () => KillAsync("elsewhere"), RestoreAsync),
        new("cluster", "log key deleted", async () => await (await _cluster.MasterOfAsync(LogKey)).KeyDeleted(LogKey).InjectAsync()),
        new("cluster", "all masters flushed", () => ForMastersAsync(static master => master.Flushed())),
        new("cluster", "subscribers killed", () => ForMastersAsync(static master => master.SubscribersKilled())),
        new("cluster", "clients killed", () => ForMastersAsync(static master => master.ClientsKilled())),
        new("cluster", "scripts flushed", () => ForMastersAsync(static master => master.ScriptsFlushed())),
    ];

    public static async Task<SoakBackend> StartAsync(CancellationToken cancellationToken) =>
        new ClusterSoakBackend(await RedisCluster.StartNewAsync(cancellationToken: cancellationToken));

    private async Task FailOverLosingWritesAsync() =>
        (_, _down) = await _cluster.FailoverLosingWritesAsync(LogKey, static _ => WriteForAWhileAsync());

    private async Task KillAsync(string key)
    {
        var replica = await _cluster.ReplicaOfAsync(key);
        _down = await _cluster.KillMasterOfAsync(key);
        await _cluster.WaitUntilMasterAsync(replica, key);
    }

    private async Task RestoreAsync()
    {
        if (_down is { IsRunning: false } down)
        {
            await down.StartAsync();
        }

        await _cluster.WaitUntilHealthyAsync();
    }

    private async Task ForMastersAsync(Func<RedisServer, Fault> create)
    {
        foreach (var master in await _cluster.MastersAsync())
        {
            await create(master).InjectAsync();
        }
    }

    public override ValueTask DisposeAsync() => _cluster.DisposeAsync();
}
