namespace Tasker.OutputCache.Configuration;

/// <summary>Puts options right that code has set, or that contradict each other, and says so.</summary>
internal static class OptionsCorrection
{
    public static void Correct(TaskerOutputCacheOptions options, List<ConfigurationProblem> problems)
    {
        CorrectTable(CommonKeys.Table, string.Empty, options, problems);
        CorrectTable(MemoryKeys.Table, "memory.", options.Memory, problems);
        CorrectTable(EvictionKeys.Table, "evictions.", options.Evictions, problems);
        CorrectTable(CircuitBreakerKeys.Table, "circuit_breaker.", options.CircuitBreaker, problems);
        CorrectResources(options, problems);

        if (BackendNames.TryResolve(options.Backend, out var backend))
        {
            options.Backend = backend;
        }

        CorrectStalenessBound(options.Evictions, problems);
        ReportLongLives(options, problems);
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

    private static void CorrectResources(TaskerOutputCacheOptions options, List<ConfigurationProblem> problems)
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
    private static void CorrectStalenessBound(EvictionOptions evictions, List<ConfigurationProblem> problems)
    {
        if (evictions.StalenessBound >= evictions.CatchUpInterval)
        {
            return;
        }

        var typed = DurationText(evictions.StalenessBound);
        evictions.StalenessBound = 2 * evictions.CatchUpInterval;
        problems.Add(new(
            "evictions.staleness_bound_milliseconds", typed, "not below evictions.catch_up_interval_milliseconds",
            $"is shorter than the catch-up interval; {DurationText(evictions.StalenessBound)} is used."));
    }

    private static string DurationText(TimeSpan value) => new DurationFormat(TimeSpan.Zero, TimeSpan.MaxValue).Format(value);

    private static void ReportLongLives(TaskerOutputCacheOptions options, List<ConfigurationProblem> problems)
    {
        var retention = options.Evictions.Retention;
        ReportIfLonger("default_ttl_seconds", options.DefaultTtl);
        foreach (var (name, resource) in options.Resources)
        {
            ReportIfLonger($"resources.{name}.ttl_seconds", resource.Ttl);
            ReportIfLonger($"resources.{name}.stale_while_revalidate_seconds", resource.StaleWhileRevalidate);
            ReportIfLonger($"resources.{name}.stale_if_error_seconds", resource.StaleIfError);
        }

        void ReportIfLonger(string key, TimeSpan? life)
        {
            if (life > retention)
            {
                problems.Add(new(
                    key, DurationText(life.Value), null,
                    $"is longer than the eviction log remembers (evictions.retention_seconds = {retention.TotalSeconds:0}); lives are cut to that."));
            }
        }
    }
}
