using Tasker.Caching.Configuration.Keys;
using Tasker.Caching.Configuration.Options;
using Tasker.Caching.Configuration.Problems;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Configuration.Binding;

/// <summary>Reports values that are allowed each by itself and make no sense together. Nothing is changed for it.</summary>
internal static class OptionsContradictions
{
    public static void Report(TaskerCachingOptions options, BindingResult? binding, List<ConfigurationProblem> problems)
    {
        var report = new Reporter(binding, problems);
        ReportLongLife(report, "default_ttl_seconds", ":default_ttl", options.DefaultTtl, options.Evictions.Retention);
        foreach (var (name, resource) in options.Resources)
        {
            ReportResource(report, name, resource, options);
        }

        ReportTimes(report, options);
        ReportMemory(report, options.Memory.MaxBytes);
    }

    // A container's limit counts. The default is reported too: it is the process that has too little.
    private static void ReportMemory(Reporter report, long maxBytes)
    {
        if (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes is > 0 and var available && maxBytes > available)
        {
            report.Add(
                "memory.max_bytes", "memory:max_bytes", $"{maxBytes}",
                $"is more than this process may use at all ({available} bytes): it runs out of memory before the cache makes room.");
        }
    }

    private static void ReportResource(Reporter report, string name, CacheResourceOptions resource, TaskerCachingOptions options)
    {
        var place = $"{ConfigurationKeys.ResourcesSection}:{name.ToLowerInvariant()}:";
        ReportLongLife(report, $"resources.{name}.ttl_seconds", $"{place}ttl", resource.Ttl, options.Evictions.Retention);
        ReportWindow("stale_while_revalidate", resource.StaleWhileRevalidate);
        ReportWindow("stale_if_error", resource.StaleIfError);
        if (resource is { Consistency: CacheConsistency.Strict, ServeWhenDetached: true })
        {
            report.Add(
                $"resources.{name}.serve_when_detached", $"{place}serve_when_detached", "true",
                "has no effect: a strict resource is never served while detached.");
        }

        void ReportWindow(string key, TimeSpan? window)
        {
            var typed = $"resources.{name}.{key}_seconds";
            ReportLongLife(report, typed, place + key, window, options.Evictions.Retention);
            if (window > TimeSpan.Zero && resource.Ttl is null && !IsWellKnown(name) && !report.IsSet(":default_ttl")
                && options.DefaultTtl == TaskerCachingDefaults.DefaultTtl)
            {
                report.Add(
                    typed, place + key, DurationFormat.ToText(window.Value),
                    $"is a stale window, but the resource has no ttl: it is fresh for {DurationFormat.ToText(options.DefaultTtl)}, the default, before that.");
            }
        }
    }

    private static bool IsWellKnown(string name) =>
        name.Equals(CacheResourceDefaults.Analytics, StringComparison.OrdinalIgnoreCase)
        || name.Equals(CacheResourceDefaults.Templates, StringComparison.OrdinalIgnoreCase);

    private static void ReportLongLife(Reporter report, string key, string place, TimeSpan? life, TimeSpan retention)
    {
        if (life > retention)
        {
            report.Add(
                key, place, DurationFormat.ToText(life.Value),
                $"is longer than the eviction log remembers (evictions.retention_seconds = {retention.TotalSeconds:0}); lives are cut to that.");
        }
    }

    // Only where one of the two was set: a default contradicts nothing.
    private static void ReportTimes(Reporter report, TaskerCachingOptions options)
    {
        if (report.IsSet(":lease") && options.MaxWait > TimeSpan.Zero && options.Lease > options.MaxWait)
        {
            report.Add(
                "lease_seconds", ":lease", DurationFormat.ToText(options.Lease),
                $"is longer than anybody waits (max_wait_seconds = {options.MaxWait.TotalSeconds:0.###}): if an instance dies, each of those who wait computes.");
        }

        if ((report.IsSet(":operation_timeout") || report.IsSet(":lease")) && options.OperationTimeout >= options.Lease)
        {
            report.Add(
                "operation_timeout_milliseconds", ":operation_timeout", DurationFormat.ToText(options.OperationTimeout),
                $"is not shorter than a lease (lease_seconds = {options.Lease.TotalSeconds:0.###}): a lease can end before it is renewed.");
        }

        if ((report.IsSet("circuit_breaker:timeout") || report.IsSet(":operation_timeout")) && options.CircuitBreaker.Timeout < options.OperationTimeout)
        {
            report.Add(
                "circuit_breaker.timeout_seconds", "circuit_breaker:timeout", DurationFormat.ToText(options.CircuitBreaker.Timeout),
                $"is shorter than one operation may take (operation_timeout_milliseconds = {options.OperationTimeout.TotalMilliseconds:0}): a probe of a slow server never succeeds.");
        }

        if (report.IsSet(":max_body_bytes") && report.IsSet("memory:max_bytes") && options.MaxBodyBytes > options.Memory.MaxBytes)
        {
            report.Add(
                "max_body_bytes", ":max_body_bytes", $"{options.MaxBodyBytes}",
                $"is more than this process keeps at all (memory.max_bytes = {options.Memory.MaxBytes}): larger bodies are not kept in memory.");
        }
    }

    private sealed class Reporter(BindingResult? binding, List<ConfigurationProblem> problems)
    {
        public bool IsSet(string place) => binding?.Applied.ContainsKey(place) == true;

        public void Add(string key, string place, string value, string message) =>
            problems.Add(new(key, value, null, message) { Origin = binding?.Applied.GetValueOrDefault(place)?.Origin });
    }
}
