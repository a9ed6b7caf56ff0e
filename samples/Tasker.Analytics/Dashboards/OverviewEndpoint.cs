using Microsoft.AspNetCore.Http.HttpResults;
using Tasker.Analytics.Authentication;
using Tasker.Analytics.Database;
using Tasker.Analytics.Hosting;
using Tasker.OutputCache;

namespace Tasker.Analytics.Dashboards;

/// <summary><c>GET /v1/dashboards/overview</c>: what goes on in the tenant of whoever asks.</summary>
internal static class OverviewEndpoint
{
    public static void MapDashboardOverview(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/v1/dashboards/overview", GetAsync)
            .RequireAuthorization(SampleAuthenticationExtensions.TenantPolicy)
            .CacheResource("dashboards", "overview", configure: options => options.Partition = CachePartition.Tenant);

    private static async Task<Results<Ok<OverviewReport>, ValidationProblem>> GetAsync(
        HttpContext context, ITaskerDatabase database, OverviewQuery query, HandlerRuns runs, string range = "7d")
    {
        runs.Count("overview", context.Response);

        if (!DashboardRange.TryParse(range, out var span))
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]>
            {
                ["range"] = [$"'{range}' is no range. Give hours or days, up to a week: 12h, 1d, 7d."],
            });
        }

        var tenant = context.User.Tenant();
        await using var connection = await database.OpenAsync(context.RequestAborted);
        return TypedResults.Ok(await query.RunAsync(connection, tenant, range, span, context.RequestAborted));
    }
}
