using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tasker.OutputCache.Configuration;
using Tasker.OutputCache.Evictions;
using Tasker.OutputCache.Hosting;
using Tasker.OutputCache.Redis.Connections;
using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Redis;

/// <summary>Makes the back end for Redis and the servers that speak its language.</summary>
internal sealed class RedisBackendProvider : ICacheBackendProvider, IBackendCheck, IAsyncDisposable
{
    private static readonly string[] Names = [BackendNames.Redis, BackendNames.Dragonfly, BackendNames.Valkey, BackendNames.Garnet];

    private readonly TaskerOptionsSetup _setup;
    private readonly Action<RedisTierOptions>[] _configurations;
    private readonly TimeProvider _clock;
    private readonly ILoggerFactory _loggers;
    private readonly List<RedisBackend> _created = [];

    public RedisBackendProvider(
        TaskerOptionsSetup setup,
        IEnumerable<IConfigureOptions<RedisTierOptions>> configurations,
        TimeProvider clock,
        ILoggerFactory loggers)
    {
        _setup = setup;
        _configurations = [.. configurations.Select(static configuration => (Action<RedisTierOptions>)configuration.Configure)];
        _clock = clock;
        _loggers = loggers;
    }

    public bool Supports(string name) => Names.Contains(name, StringComparer.Ordinal);

    public CacheBackend Create(string name, TaskerOutputCacheOptions options)
    {
        // A reload may have replaced some.
        _created.RemoveAll(static backend => backend.IsDisposed);
        var redis = ReadOptions();
        var backend = RedisBackend.Create(name, redis, options.KeyPrefix, options.Evictions.Retention, _clock, _loggers, out var problem);
        if (backend is not null)
        {
            _created.Add(backend);
            return backend.Backend;
        }

        _loggers.CreateLogger<RedisBackendProvider>().BackendRefused(name, Locate(redis, problem));
        return new CacheBackend(BackendNames.Memory, new InMemoryEvictionLog(_clock, options.Evictions.Retention), Far: null);
    }

    private RedisTierOptions ReadOptions()
    {
        var redis = _setup.Binding?.GetPackageOptions<RedisTierOptions>() ?? new RedisTierOptions();
        foreach (var configure in _configurations)
        {
            configure(redis);
        }

        return redis;
    }

    public string? Check(string name)
    {
        var redis = ReadOptions();
        return redis.ConnectionFactory is null && RedisClientConfiguration.Create(redis, out var problem) is null ? Locate(redis, problem) : null;
    }

    private string Locate(RedisTierOptions redis, string problem) => _setup.Binding?.Locate(redis, problem) ?? problem;

    public async ValueTask DisposeAsync()
    {
        foreach (var backend in _created)
        {
            await backend.DisposeAsync().ConfigureAwait(false);
        }
    }
}
