using Microsoft.Extensions.Logging;
using Tasker.OutputCache.Configuration;
using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Hosting;

/// <summary>Chooses the back end that the configuration names, or memory where that is not to be had.</summary>
internal sealed class BackendSelector
{
    private readonly ICacheBackendProvider[] _providers;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;

    public BackendSelector(IEnumerable<ICacheBackendProvider> providers, TimeProvider clock, ILogger<BackendSelector> logger)
    {
        _providers = [.. providers];
        _clock = clock;
        _logger = logger;
    }

    /// <summary>Makes the back end. A cache that is disabled has one all the same: what this node evicts must be known to those that are not.</summary>
    /// <param name="options">The options.</param>
    /// <param name="known">The highest sequence that this node has seen.</param>
    public CacheBackend Select(TaskerOutputCacheOptions options, long known = 0)
    {
        var name = options.Backend;
        if (name == BackendNames.Memory)
        {
            return CacheBackend.InMemory(_clock, options.Evictions.Retention, known);
        }

        if (Array.Find(_providers, provider => provider.Supports(name)) is { } found)
        {
            return found.Create(name, options);
        }

        var package = PackageOf(name);
        _logger.BackendMissing(name, package, package);
        return CacheBackend.InMemory(_clock, options.Evictions.Retention, known);
    }

    /// <summary>Says what is wrong with the back end that is configured, without making it.</summary>
    public ConfigurationProblem? Check(TaskerOutputCacheOptions options, BindingResult? binding)
    {
        var name = options.Backend;
        if (name == BackendNames.Memory)
        {
            return null;
        }

        var origin = binding?.Applied.GetValueOrDefault(":backend")?.Origin;
        if (Array.Find(_providers, provider => provider.Supports(name)) is not { } found)
        {
            var package = PackageOf(name);
            return new("backend", name, null, $"needs the package Tasker.OutputCache.{package} and Add{package}(); memory is used.") { Origin = origin };
        }

        return found is IBackendCheck check && check.Check(name) is { } problem
            ? new("backend", name, null, $"can't be used: {SecretMask.Hide(problem)} Memory is used.") { Origin = origin }
            : null;
    }

    private static string PackageOf(string name) => name == BackendNames.Memcached ? "Memcached" : "Redis";
}
