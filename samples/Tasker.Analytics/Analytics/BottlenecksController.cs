using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Tasker.Analytics.Database;
using Tasker.Analytics.Hosting;
using Tasker.OutputCache;

namespace Tasker.Analytics.Analytics;

/// <summary><c>GET /v1/analytics/bottlenecks</c>: the slowest steps of the last day.</summary>
[ApiController]
[Route("v1/analytics/bottlenecks")]
public sealed class BottlenecksController(ITaskerDatabase database, NamespaceFilter namespaces, BottlenecksQuery query, HandlerRuns runs) : ControllerBase
{
    [HttpGet]
    [CacheAnalytics("bottlenecks")]
    public async Task<ActionResult<BottlenecksReport>> Get(
        [Range(1, 100)] int limit = 10,
        [FromQuery(Name = "min_executions"), Range(1, 1_000_000)] int minExecutions = 5,
        [StringLength(64)] string? @namespace = null,
        CancellationToken cancellationToken = default)
    {
        runs.Count("bottlenecks", Response);
        await using var connection = await database.OpenAsync(cancellationToken);
        var found = await namespaces.FindAsync(connection, @namespace, cancellationToken);

        return found.IsUnknown
            ? NotFound(Problems.UnknownNamespace(@namespace!, found.All).ProblemDetails)
            : await query.RunAsync(connection, limit, minExecutions, found.Name, cancellationToken);
    }
}
