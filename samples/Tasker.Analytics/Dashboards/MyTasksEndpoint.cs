using System.ComponentModel.DataAnnotations;
using Dapper;
using Tasker.Analytics.Authentication;
using Tasker.Analytics.Database;
using Tasker.Analytics.Hosting;
using Tasker.Analytics.Tasks;
using Tasker.OutputCache;

namespace Tasker.Analytics.Dashboards;

/// <summary><c>GET /v1/me/tasks</c>: the open tasks of whoever asks, and nobody else's.</summary>
internal static class MyTasksEndpoint
{
    private const string Query = """
        SELECT t.task_id AS TaskId, n.name AS Namespace, k.name AS Name, e.slug AS Tenant, t.state AS State, t.created_at AS CreatedAtMs, t.completed_at AS CompletedAtMs
        FROM tasker_tasks t
        JOIN tasker_tenants e ON e.tenant_id = t.tenant_id
        JOIN tasker_operators o ON o.operator_id = t.operator_id
        JOIN tasker_named_tasks k ON k.named_task_id = t.named_task_id
        JOIN tasker_task_namespaces n ON n.task_namespace_id = k.task_namespace_id
        WHERE e.slug = @Tenant AND o.username = @User AND t.completed_at IS NULL
        ORDER BY t.created_at DESC
        LIMIT @Limit
        """;

    public static void MapMyTasks(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/v1/me/tasks", GetAsync)
            .RequireAuthorization(SampleAuthenticationExtensions.TenantPolicy)
            .CacheResource("dashboards", "my-tasks", vary: ["limit=20", $"claim:{DevAuthenticationHandler.TenantClaim}"], options => options.Partition = CachePartition.User);

    private static async Task<MyTasks> GetAsync(HttpContext context, ITaskerDatabase database, TimeProvider time, HandlerRuns runs, [Range(1, 200)] int limit = 20)
    {
        runs.Count("my-tasks", context.Response);
        var tenant = context.User.Tenant();
        var user = context.User.Identity!.Name!;

        await using var connection = await database.OpenAsync(context.RequestAborted);
        var tasks = await connection.QueryAsync<TaskListItem>(new CommandDefinition(
            Query, new { Tenant = tenant, User = user, Limit = limit }, cancellationToken: context.RequestAborted));
        return new MyTasks(user, tenant, time.GetUtcNow(), tasks.AsList());
    }
}
