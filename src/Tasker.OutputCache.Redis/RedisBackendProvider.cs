using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tasker.OutputCache.Configuration;
using Tasker.OutputCache.Evictions;
using Tasker.OutputCache.Hosting;
using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Redis;

/// <summary>Makes the back end for Redis and the servers that speak its language.</summary>
internal sealed class RedisBackendProvider : ICacheBackendProvider, IAsyncDisposable
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
        var redis = _setup.Binding?.GetPackageOptions<RedisTierOptions>() ?? new RedisTierOptions();
        foreach (var configure in _configurations)
        {
            configure(redis);
        }

        var backend = RedisBackend.Create(name, redis, options.KeyPrefix, options.Evictions.Retention, _clock, _loggers, out var problem);
        if (backend is not null)
        {
            _created.Add(backend);
            return backend.Backend;
        }

        _loggers.CreateLogger<RedisBackendProvider>().BackendRefused(name, problem);
        return new CacheBackend(BackendNames.Memory, new InMemoryEvictionLog(_clock, options.Evictions.Retention), Far: null);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var backend in _created)
        {
            await backend.DisposeAsync().ConfigureAwait(false);
        }
    }
}
