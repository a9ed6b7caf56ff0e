using Microsoft.Extensions.Diagnostics.HealthChecks;
using Tasker.OutputCache.Engine;

namespace Tasker.OutputCache.Revalidation.WarmUp;

/// <summary>Unhealthy until the warm-up has ended: a readiness probe that looks at it sends no traffic to a cold instance.</summary>
internal sealed class WarmUpHealthCheck(WarmUpState state) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(state.HasEnded
            ? HealthCheckResult.Healthy("Warm.", Describe())
            : HealthCheckResult.Unhealthy("The warm-up has not ended.", data: Describe()));

    private Dictionary<string, object> Describe() => new() { ["paths"] = state.Paths, ["warm"] = state.Warm, ["failed"] = state.Failed };
}
