using Microsoft.Extensions.Logging;
using Tasker.OutputCache.Configuration;
using Tasker.OutputCache.Evictions;
using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Hosting;

/// <summary>Chooses the back end that the configuration names, or memory where that is not to be had.</summary>
internal sealed class BackendSelector
{
    private readonly ICacheBackendProvider[] _providers;
    private readonly ResourceCatalog _resources;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;

    public BackendSelector(IEnumerable<ICacheBackendProvider> providers, ResourceCatalog resources, TimeProvider clock, ILogger<BackendSelector> logger)
    {
        _providers = [.. providers];
        _resources = resources;
        _clock = clock;
        _logger = logger;
    }

    public CacheBackend Select()
    {
        var options = _resources.Options;
        var name = options.Backend;
        if (!options.Enabled || name == BackendNames.Memory)
        {
            return Memory();
        }

        if (Array.Find(_providers, provider => provider.Supports(name)) is { } found)
        {
            return found.Create(name, options);
        }

        var package = PackageOf(name);
        _logger.BackendMissing(name, package, package);
        return Memory();
    }

    private CacheBackend Memory() =>
        new(BackendNames.Memory, new InMemoryEvictionLog(_clock, _resources.Options.Evictions.Retention), Far: null);

    private static string PackageOf(string name) => name == BackendNames.Memcached ? "Memcached" : "Redis";
}
