using Microsoft.Extensions.Logging;
using Tasker.OutputCache.Configuration;
using Tasker.OutputCache.Evictions;
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
        var selected = Find(options, known);
        if (selected.Log is ITransactionalEvictionLog)
        {
            PendingEvictions.Use();
        }

        return selected;
    }

    private CacheBackend Find(TaskerOutputCacheOptions options, long known)
    {
        var entries = Create(options.Backend, options, known);
        var log = options.Evictions.Log;
        if (log == EvictionDefaults.Log || log == options.Backend)
        {
            return entries;
        }

        // Without that log, evictions of other processes would not be heard of: then nothing is shared.
        var evictions = Create(log, options, known);
        return evictions.IsLocal ? evictions with { Owner = SharedOwner.Of(entries, evictions) } : SharedOwner.Join(entries, evictions);
    }

    private CacheBackend Create(string name, TaskerOutputCacheOptions options, long known)
    {
        if (name == BackendNames.Memory)
        {
            return CacheBackend.InMemory(_clock, options.Evictions.Retention, known);
        }

        if (Array.Find(_providers, provider => provider.Supports(name)) is { } found)
        {
            return found.Create(name, options);
        }

        _logger.BackendMissing(name, PackageOf(name), MethodOf(name));
        return CacheBackend.InMemory(_clock, options.Evictions.Retention, known);
    }

    /// <summary>Says what is wrong with the back end that is configured, without making it.</summary>
    public ConfigurationProblem? Check(TaskerOutputCacheOptions options, BindingResult? binding) =>
        (options.Backend == BackendNames.Memory ? null : Check(options.Backend, "backend", binding))
        ?? (options.Evictions.Log == EvictionDefaults.Log ? null : Check(options.Evictions.Log, "evictions.log", binding));

    private ConfigurationProblem? Check(string name, string key, BindingResult? binding)
    {
        var origin = binding?.Applied.GetValueOrDefault(key == "backend" ? ":backend" : "evictions:log")?.Origin;
        if (Array.Find(_providers, provider => provider.Supports(name)) is not { } found)
        {
            return new(key, name, null, $"needs the package Tasker.OutputCache.{PackageOf(name)} and Add{MethodOf(name)}(); memory is used.") { Origin = origin };
        }

        return found is IBackendCheck check && check.Check(name) is { } problem
            ? new(key, name, null, $"can't be used: {SecretMask.Hide(problem)} Memory is used.") { Origin = origin }
            : null;
    }

    private static string PackageOf(string name) => name switch
    {
        BackendNames.Memcached => "Memcached",
        BackendNames.Postgres => "PostgreSql",
        _ => "Redis",
    };

    // The method that a package adds is named after the server as people call it.
    private static string MethodOf(string name) => name == BackendNames.Postgres ? "Postgres" : PackageOf(name);
}
