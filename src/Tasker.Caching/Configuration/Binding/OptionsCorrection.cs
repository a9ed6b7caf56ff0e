using Tasker.Caching.Configuration.Keys;
using Tasker.Caching.Configuration.Options;
using Tasker.Caching.Configuration.Problems;
using Tasker.Caching.Configuration.Resources;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Configuration.Binding;

/// <summary>Puts options right that code has set, or that contradict each other, and says so.</summary>
internal static class OptionsCorrection
{
    /// <summary>Corrects options.</summary>
    /// <param name="options">The options.</param>
    /// <param name="keys">Every key there is.</param>
    /// <param name="binding">What the configuration has set, if it is known.</param>
    /// <param name="problems">Gets what is wrong.</param>
    public static void Correct(TaskerCachingOptions options, ConfigurationKeys keys, BindingResult? binding, List<ConfigurationProblem> problems)
    {
        CorrectTable(keys.Common, string.Empty, options, problems);
        CorrectTable(MemoryKeys.Table, "memory.", options.Memory, problems);
        CorrectTable(keys.Evictions, "evictions.", options.Evictions, problems);
        CorrectTable(CircuitBreakerKeys.Table, "circuit_breaker.", options.CircuitBreaker, problems);
        CorrectResources(options, problems);

        if (keys.Backends.TryResolve(options.Backend, out var backend))
        {
            options.Backend = backend;
        }

        if (options.Evictions.Log != EvictionDefaults.Log && keys.Backends.TryResolve(options.Evictions.Log, out var log))
        {
            options.Evictions.Log = log;
        }

        CorrectStalenessBound(options.Evictions, binding, problems);
        OptionsContradictions.Report(options, binding, problems);
    }

    private static void CorrectTable(KeyTable table, string prefix, object target, List<ConfigurationProblem> problems)
    {
        foreach (var key in table.Keys)
        {
            var value = key.IsSecret ? null : key.Show(target);
            if (key.Correct(target))
            {
                problems.Add(new(
                    prefix + key.DocumentedName, value, key.Allowed, $"was set in code and is not allowed; {key.Show(target) ?? key.Default} is used."));
            }
        }
    }

    private static void CorrectResources(TaskerCachingOptions options, List<ConfigurationProblem> problems)
    {
        foreach (var (name, resource) in options.Resources.ToList())
        {
            if (resource is null || !ResourceName.IsValid(name))
            {
                options.Resources.Remove(name);
                problems.Add(new($"resources.{name}", null, ResourceName.Allowed, "was set in code and is no resource; it is ignored."));
                continue;
            }

            CorrectTable(ResourceKeys.Table, $"resources.{name}.", resource, problems);
        }
    }

    // A node that asks less often than it must have heard would be detached most of the time.
    private static void CorrectStalenessBound(EvictionOptions evictions, BindingResult? binding, List<ConfigurationProblem> problems)
    {
        if (evictions.StalenessBound >= evictions.CatchUpInterval)
        {
            return;
        }

        var typed = DurationFormat.ToText(evictions.StalenessBound);
        evictions.StalenessBound = 2 * evictions.CatchUpInterval;
        var origin = binding?.Applied.GetValueOrDefault("evictions:staleness_bound") ?? binding?.Applied.GetValueOrDefault("evictions:catch_up_interval");
        problems.Add(new(
            "evictions.staleness_bound_milliseconds", typed, "not below evictions.catch_up_interval_milliseconds",
            $"is shorter than the catch-up interval; {DurationFormat.ToText(evictions.StalenessBound)} is used.")
        {
            Origin = origin?.Origin,
        });
    }
}
