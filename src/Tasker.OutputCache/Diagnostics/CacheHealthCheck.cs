using Microsoft.Extensions.Diagnostics.HealthChecks;
using Tasker.OutputCache.Evictions;
using Tasker.OutputCache.Resilience;

namespace Tasker.OutputCache.Diagnostics;

/// <summary>Degraded while the shared tier is out of reach. Never unhealthy: no probe should take a site down for its cache.</summary>
internal sealed class CacheHealthCheck(EvictionFollower follower, EvictionJournal journal, FarEndpoint endpoint) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = new Dictionary<string, object>
        {
            ["backend"] = endpoint.Name,
            ["attached"] = follower.IsAttached,
            ["circuit"] = endpoint.State.ToString(),
            ["journal"] = journal.Count,
        };
        return Task.FromResult(
            !follower.IsAttached ? HealthCheckResult.Degraded($"Detached from {endpoint.Name}: served from this process's memory only.", data: data)
            : !endpoint.IsClosed ? HealthCheckResult.Degraded($"The circuit to {endpoint.Name} is open.", data: data)
            : HealthCheckResult.Healthy($"Attached to {endpoint.Name}.", data));
    }
}
