using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tasker.OutputCache.Configuration;
using Tasker.OutputCache.Diagnostics;
using Tasker.OutputCache.Evictions;
using Tasker.OutputCache.Hosting;
using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Memcached;

/// <summary>Makes the back end for Memcached.</summary>
internal sealed class MemcachedBackendProvider : ICacheBackendProvider, IBackendCheck, IAsyncDisposable
{
    private readonly TaskerOptionsSetup _setup;
    private readonly IConfigureOptions<MemcachedTierOptions>[] _configurations;
    private readonly CacheMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILoggerFactory _loggers;
    private readonly List<MemcachedBackend> _created = [];

    public MemcachedBackendProvider(
        TaskerOptionsSetup setup,
        IEnumerable<IConfigureOptions<MemcachedTierOptions>> configurations,
        CacheMetrics metrics,
        TimeProvider clock,
        ILoggerFactory loggers)
    {
        _setup = setup;
        _configurations = [.. configurations];
        _metrics = metrics;
        _clock = clock;
        _loggers = loggers;
    }

    public bool Supports(string name) => name == BackendNames.Memcached;

    public CacheBackend Create(string name, TaskerOutputCacheOptions options)
    {
        // A reload may have replaced some.
        _created.RemoveAll(static backend => backend.IsDisposed);
        var memcached = ReadOptions();
        var backend = MemcachedBackend.Create(name, memcached, options, _clock, _metrics, _loggers, out var problem);
        if (backend is not null)
        {
            _created.Add(backend);
            return backend.Backend;
        }

        _loggers.CreateLogger<MemcachedBackendProvider>().BackendRefused(Locate(memcached, problem));
        return new CacheBackend(BackendNames.Memory, new InMemoryEvictionLog(_clock, options.Evictions.Retention), Far: null);
    }

    private MemcachedTierOptions ReadOptions()
    {
        var memcached = _setup.Binding?.GetPackageOptions<MemcachedTierOptions>() ?? new MemcachedTierOptions();
        foreach (var configuration in _configurations)
        {
            configuration.Configure(memcached);
        }

        return memcached;
    }

    public string? Check(string name)
    {
        var memcached = ReadOptions();
        return MemcachedBackend.Check(memcached) is { } problem ? Locate(memcached, problem) : null;
    }

    private string Locate(MemcachedTierOptions memcached, string problem) => _setup.Binding?.Locate(memcached, problem) ?? problem;

    public async ValueTask DisposeAsync()
    {
        foreach (var backend in _created)
        {
            await backend.DisposeAsync().ConfigureAwait(false);
        }
    }
}
