using Microsoft.Extensions.Logging;
using Tasker.OutputCache.Diagnostics.Guards;
using Tasker.OutputCache.Hosting;
using Tasker.OutputCache.Policies;
using Tasker.OutputCache.Redis.Connections;
using Tasker.OutputCache.Redis.Evictions;
using Tasker.OutputCache.Redis.Tiers;
using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Redis;

/// <summary>The far tier and the eviction log of one deployment in one Redis, over one pool of connections.</summary>
internal sealed class RedisBackend : IPackageBackend
{
    private readonly RedisConnectionPool _pool;

    private RedisBackend(string name, RedisConnectionSource source, RedisTierOptions options, string prefix, TimeSpan retention, TimeProvider clock, ILogger logger)
    {
        _pool = new RedisConnectionPool(source, source.IsOwned ? options.MaxConnections : 1, clock, logger);
        var names = new RedisNames(prefix);
        var log = new RedisEvictionLog(_pool.Log, names.Log, names.EvictionsOf, retention, logger);
        Backend = new CacheBackend(name, log, new RedisFarTier(_pool, KeyHead.HeadOf(prefix), names.LeasesOf)) { Owner = this, Limits = () => log.Limits };
    }

    public CacheBackend Backend { get; }

    public bool IsDisposed { get; private set; }

    public bool IsConnected => _pool.Log.IsConnected;

    /// <summary>Gets the connections, for tests.</summary>
    internal RedisConnectionPool Pool => _pool;

    /// <summary>Makes the back end and opens its connections in the background.</summary>
    /// <param name="name">The name that configuration gives it.</param>
    /// <param name="options">How Redis is reached.</param>
    /// <param name="prefix">The prefix of the deployment's keys.</param>
    /// <param name="retention">How long the log remembers an eviction.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="loggers">Makes the logger.</param>
    /// <param name="problem">What is wrong with the options, or empty.</param>
    /// <param name="connection">The host's own connection, if there is one.</param>
    /// <returns>The back end, or <see langword="null"/> if the options are wrong.</returns>
    public static RedisBackend? Create(
        string name,
        RedisTierOptions options,
        string prefix,
        TimeSpan retention,
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

        var backend = new RedisBackend(name, source, options, prefix, retention, clock, loggers.CreateLogger<RedisBackend>().Guarded());
        backend._pool.Log.Open();
        return backend;
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return _pool.DisposeAsync();
    }
}
