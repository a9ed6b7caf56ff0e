using Tasker.Caching.Redis.Hosting;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.Redis.Tests.Connections;

/// <summary>A cluster of three primaries and three replicas, and a back end that is connected to it.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    private RedisCluster? _cluster;
    private RedisBackend? _backend;

    public RedisCluster Cluster => _cluster!;

    internal RedisBackend Backend => _backend!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await RedisCluster.StartNewAsync(cancellationToken: TestContext.Current.CancellationToken);
        _backend = await RedisTest.OpenAsync(new RedisTierOptions { Url = $"redis://{_cluster.EndPoints}", MaxConnections = 1 });
    }

    public async ValueTask DisposeAsync()
    {
        await Backend.DisposeAsync();
        await Cluster.DisposeAsync();
    }
}
