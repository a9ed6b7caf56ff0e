using Tasker.Analytics.Authentication;
using Tasker.Analytics.Database;
using Tasker.Analytics.Hosting;
using Tasker.OutputCache;

namespace Tasker.Analytics.Dashboards;

/// <summary><c>GET /v1/dashboards/...</c>: one tenant's tickets and services. What evicts which of them stands in <see cref="CacheEvictions"/>.</summary>
internal static class DeskDashboards
{
    public static void MapDeskDashboards(this IEndpointRouteBuilder endpoints)
    {
        var dashboards = endpoints.MapGroup("/v1/dashboards").RequireAuthorization(SampleAuthenticationExtensions.TenantPolicy);

        Map(dashboards, "issues/by-priority", "issues-by-priority", TimeSpan.FromMinutes(5), (query, tenant, token) => query.ByPriorityAsync("issue", tenant, token));
        Map(dashboards, "issues/by-status", "issues-by-status", TimeSpan.FromMinutes(5), (query, tenant, token) => query.ByStatusAsync("issue", tenant, token));
        Map(dashboards, "issues/trends", "issues-trends", TimeSpan.FromMinutes(10), (query, tenant, token) => query.TrendsAsync("issue", tenant, token));
        Map(dashboards, "changes/by-status", "changes-by-status", TimeSpan.FromMinutes(5), (query, tenant, token) => query.ByStatusAsync("change", tenant, token));
        Map(dashboards, "requests/by-status", "requests-by-status", TimeSpan.FromMinutes(5), (query, tenant, token) => query.ByStatusAsync("request", tenant, token));
        Map(dashboards, "health", "health", TimeSpan.FromMinutes(5), (query, tenant, token) => query.HealthAsync(tenant, token));
        Map(dashboards, "activity", "activity", TimeSpan.FromMinutes(1), (query, tenant, token) => query.ActivityAsync(tenant, token));
        Map(dashboards, "mobile", "mobile", TimeSpan.FromMinutes(3), (query, tenant, token) => query.MobileAsync(tenant, token));
    }

    private static void Map<T>(IEndpointRouteBuilder dashboards, string path, string name, TimeSpan ttl, Func<DeskQueries, string, CancellationToken, Task<T>> read) =>
        dashboards.MapGet(path, async (HttpContext context, ITaskerDatabase database, HandlerRuns runs) =>
            {
                runs.Count(name, context.Response);
                await using var connection = await database.OpenAsync(context.RequestAborted);
                return TypedResults.Ok(await read(new DeskQueries(connection), context.User.Tenant(), context.RequestAborted));
            })
            .CacheResource("dashboards", name, configure: options => (options.Partition, options.Ttl) = (CachePartition.Tenant, ttl));
}
