namespace Tasker.Caching.Memcached.Connections;

/// <summary>All servers. A key is on the one that wants it most (rendezvous hashing): a server more or less moves its own share only.</summary>
/// <remarks>A server that is out of reach keeps its keys: what it has may be there again in a moment, and judged by the log as ever.</remarks>
internal sealed class ServerRing(ServerPool[] pools) : IAsyncDisposable
{
    public IReadOnlyList<ServerPool> Pools => pools;

    /// <summary>Gets the server that has the eviction log. There is no other: two logs would be none.</summary>
    public ServerPool First => pools[0];

    public ServerPool For(byte[] key)
    {
        var best = pools[0];
        var most = pools.Length > 1 ? best.WeightOf(key) : 0;
        for (var i = 1; i < pools.Length; i++)
        {
            var weight = pools[i].WeightOf(key);
            if (weight > most)
            {
                (best, most) = (pools[i], weight);
            }
        }

        return best;
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(pools.Select(static pool => pool.DisposeAsync().AsTask())).ConfigureAwait(false);
}
