using Microsoft.Extensions.Diagnostics.HealthChecks;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Health;

/// <summary>Degraded while the shared tier is out of reach, and for a minute after a background loop had to be restarted. Never unhealthy: no probe should take a site down for its cache.</summary>
internal sealed class CacheHealthCheck(ResourceCatalog resources, EvictionFollower follower, EvictionJournal journal, FarEndpoint endpoint, FarAccess far, BackgroundLoops loops) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var options = resources.Options;
        var limits = string.Join(' ', follower.Limits);
        var data = new Dictionary<string, object>
        {
            ["enabled"] = options.Enabled,
            ["backend"] = endpoint.Name,
            ["configured_backend"] = options.Backend,
            ["attached"] = follower.IsAttached,
            ["circuit"] = endpoint.State.ToString(),
            ["journal"] = journal.Count,
            ["limits"] = limits.Length == 0 ? "none" : limits,
            ["loop_restarts"] = loops.Restarts,
            ["caught_errors"] = CaughtErrors.Total,
            ["last_caught_error"] = CaughtErrors.Last ?? "none",
        };
        if (follower.Lag is { } lag)
        {
            data["horizon_lag_seconds"] = lag.TotalSeconds;
        }

        return Task.FromResult(
            !options.Enabled ? HealthCheckResult.Healthy("The cache is disabled by configuration.", data)
            : !far.HasTier && options.Backend != BackendNames.Memory ? HealthCheckResult.Degraded($"The back end '{options.Backend}' is configured, and this process's memory is used.", data: data)
            : !follower.IsAttached ? HealthCheckResult.Degraded($"Detached from {endpoint.Name}: served from this process's memory only.", data: data)
            : !endpoint.IsClosed ? HealthCheckResult.Degraded($"The circuit to {endpoint.Name} is open.", data: data)
            : loops.DescribeRecent().FirstOrDefault() is { } restarted ? HealthCheckResult.Degraded(restarted, data: data)
            : HealthCheckResult.Healthy(limits.Length == 0 ? $"Attached to {endpoint.Name}." : $"Attached to {endpoint.Name}, with limits: {limits}", data));
    }
}
