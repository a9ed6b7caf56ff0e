using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Tasker.OutputCache.TestHost;

/// <summary>What the cache says of itself.</summary>
internal static class StatusEndpoints
{
    public static void MapStatus(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks("/health");
        endpoints.MapHealthChecks("/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") });
        endpoints.MapGet("/status", async (HealthCheckService health, CancellationToken aborted) =>
            (await health.CheckHealthAsync(check => check.Name == "tasker-cache", aborted)).Entries["tasker-cache"].Data);
        endpoints.MapGet("/counters", (CacheCounters counters) => counters.Values);
    }
}
