using Microsoft.Extensions.Logging;
using Tasker.Caching.Backends.Memory;
using Tasker.Caching.Configuration.Binding;
using Tasker.Caching.Configuration.Formats;
using Tasker.Caching.Configuration.Keys;
using Tasker.Caching.Configuration.Options;
using Tasker.Caching.Configuration.Problems;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Hosting.Backends;

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
    public CacheBackend Select(TaskerCachingOptions options, long known = 0)
    {
        var selected = AddOutbox(SelectBoth(options, known), options);
        if (selected.Log is ITransactionalEvictionLog || selected.Outbox is not null)
        {
            PendingEvictions.Use();
        }

        return selected;
    }

    private CacheBackend SelectBoth(TaskerCachingOptions options, long known)
    {
        var entries = Select(options.Backend, options, known);
        var log = options.Evictions.Log;
        if (log == EvictionDefaults.Log || log == options.Backend)
        {
            return entries;
        }

        // Without that log, evictions of other processes would not be heard of: then nothing is shared.
        var evictions = Select(log, options, known);
        return evictions.IsLocal ? evictions with { Owner = SharedOwner.Of(entries, evictions) } : SharedOwner.Join(entries, evictions);
    }

    // A node that can't have the log that it should have still writes rows: others relay them.
    private CacheBackend AddOutbox(CacheBackend selected, TaskerCachingOptions options)
    {
        var isAlone = options.Backend == BackendNames.Memory && options.Evictions.Log == EvictionDefaults.Log;
        if (isAlone || selected.Log is ITransactionalEvictionLog)
        {
            return selected;
        }

        foreach (var provider in _providers)
        {
            try
            {
                if (provider.CreateOutbox(Request(selected.Name, options)) is { } made)
                {
                    return SharedOwner.Add(selected, made);
                }
            }
            catch (Exception exception)
            {
                // Code of another package: the host must start without it.
                _logger.BackendFailed(exception, "outbox");
            }
        }

        return selected;
    }

    private static CacheBackendRequest Request(string name, TaskerCachingOptions options) =>
        new(name, options.KeyPrefix, KeyHead.HeadOf(options.KeyPrefix), options.Evictions.Retention, options.OperationTimeout);

    private CacheBackend Select(string name, TaskerCachingOptions options, long known) =>
        name != BackendNames.Memory && Make(name, options) is { } shared ? shared : InMemory(options, known);

    private CacheBackend? Make(string name, TaskerCachingOptions options)
    {
        if (Find(name) is not { } provider)
        {
            _logger.BackendMissing(name, HowToGet(name));
            return null;
        }

        try
        {
            return provider.Create(Request(name, options));
        }
        catch (Exception exception)
        {
            // Code of a third party: the host must start without it.
            _logger.BackendFailed(exception, name);
            return null;
        }
    }

    private ICacheBackendProvider? Find(string name) => Array.Find(_providers, provider => provider.Supports(name));

    private static string HowToGet(string name) =>
        PackageHint.Of(name) is { } hint ? $"Add the package {hint.Package} and call {hint.Call}." : "Register a package that brings it.";

    private CacheBackend InMemory(TaskerCachingOptions options, long known) =>
        new(BackendNames.Memory, new InMemoryEvictionLog(_clock, options.Evictions.Retention, known: known), Far: null);

    /// <summary>Says what is wrong with the back end that is configured, without making it.</summary>
    public ConfigurationProblem? Check(TaskerCachingOptions options, BindingResult? binding) =>
        (options.Backend == BackendNames.Memory ? null : Check(options.Backend, "backend", binding))
        ?? (options.Evictions.Log == EvictionDefaults.Log ? null : Check(options.Evictions.Log, "evictions.log", binding));

    private ConfigurationProblem? Check(string name, string key, BindingResult? binding)
    {
        var origin = binding?.Applied.GetValueOrDefault(key == "backend" ? ":backend" : "evictions:log")?.Origin;
        if (Find(name) is not { } provider)
        {
            var needed = PackageHint.Of(name) is { } hint ? $"the package {hint.Package} and {hint.Call}" : "a package that brings it, and none is registered";
            return new(key, name, null, $"needs {needed}; memory is used.") { Origin = origin };
        }

        return Check(provider, name) is { } problem
            ? new(key, name, null, $"can't be used: {SecretMask.Hide(problem)} Memory is used.") { Origin = origin }
            : null;
    }

    private static string? Check(ICacheBackendProvider provider, string name)
    {
        try
        {
            return provider.Check(name);
        }
        catch (Exception exception)
        {
            CaughtErrors.Add(CaughtErrors.Subscriber, exception);
            return $"its provider failed ({exception.GetType().Name}).";
        }
    }
}
