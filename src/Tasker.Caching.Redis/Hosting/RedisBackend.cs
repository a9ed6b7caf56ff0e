using Microsoft.Extensions.Logging;
using Tasker.Caching.Backends;
using Tasker.Caching.Redis.Connections;
using Tasker.Caching.Redis.Evictions;
using Tasker.Caching.Redis.Tiers;

namespace Tasker.Caching.Redis.Hosting;

/// <summary>The far tier and the eviction log of one deployment in one Redis, over one pool of connections.</summary>
internal sealed class RedisBackend : IAsyncDisposable
{
    private readonly RedisConnectionPool _pool;

    private RedisBackend(CacheBackendRequest request, RedisConnectionSource source, RedisTierOptions options, TimeProvider clock, ILogger logger)
    {
        _pool = new RedisConnectionPool(source, source.IsOwned ? options.MaxConnections : 1, clock, logger);
        var names = new RedisNames(request.KeyPrefix);
        var log = new RedisEvictionLog(_pool.Log, names.Log, names.EvictionsOf, request.Retention, logger);
        Backend = new CacheBackend(request.Name, log, new RedisFarTier(_pool, request.EntryHead, names.LeasesOf))
        {
            Owner = this,
            Instances = new RedisInstances(_pool.Log, names.Instances),
            Limits = () => log.Limits,
        };
    }

    public CacheBackend Backend { get; }

    public bool IsConnected => _pool.Log.IsConnected;

    /// <summary>Gets the connections, for tests.</summary>
    internal RedisConnectionPool Pool => _pool;

    /// <summary>Makes the back end and opens its connections in the background.</summary>
    /// <param name="request">What the cache asks for.</param>
    /// <param name="options">How Redis is reached.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="loggers">Makes the logger.</param>
    /// <param name="problem">What is wrong with the options, or empty.</param>
    /// <param name="connection">The host's own connection, if there is one.</param>
    /// <returns>The back end, or <see langword="null"/> if the options are wrong.</returns>
    public static RedisBackend? Create(
        CacheBackendRequest request,
        RedisTierOptions options,
        TimeProvider clock,
        ILoggerFactory loggers,
        out string problem,
        HostConnection? connection = null)
    {
        problem = string.Empty;
        RedisConnectionSource source;
        connection ??= HostConnection.OfOptions(options);
        if (connection is not null)
        {
            source = RedisConnectionSource.Given(connection.ConnectAsync, options.Database);
        }
        else if (RedisClientConfiguration.Create(options, out problem) is { } client)
        {
            source = RedisConnectionSource.Connecting(client);
        }
        else
        {
            return null;
        }

        var backend = new RedisBackend(request, source, options, clock, CacheGuard.Guarded(loggers.CreateLogger<RedisBackend>()));
        backend._pool.Log.Open();
        return backend;
    }

    public ValueTask DisposeAsync() => _pool.DisposeAsync();
}
