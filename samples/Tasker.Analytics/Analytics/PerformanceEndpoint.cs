using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Tasker.Analytics.Database;
using Tasker.Analytics.Hosting;

namespace Tasker.Analytics.Analytics;

/// <summary><c>GET /v1/analytics/performance</c>: throughput, success and durations of the last hours.</summary>
internal static class PerformanceEndpoint
{
    public static void MapPerformance(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/v1/analytics/performance", GetAsync)
            .CacheAnalytics("performance");

    private static async Task<Results<Ok<PerformanceReport>, ProblemHttpResult>> GetAsync(
        HttpContext context,
        ITaskerDatabase database,
        NamespaceFilter namespaces,
        PerformanceQuery query,
        HandlerRuns runs,
        [Range(1, 336)] int hours = 24,
        [StringLength(64)] string? @namespace = null)
    {
        runs.Count("performance", context.Response);
        await using var connection = await database.OpenAsync(context.RequestAborted);
        var found = await namespaces.FindAsync(connection, @namespace, context.RequestAborted);

        return found.IsUnknown
            ? Problems.UnknownNamespace(@namespace!, found.All)
            : TypedResults.Ok(await query.RunAsync(connection, hours, found.Name, context.RequestAborted));
    }
}
