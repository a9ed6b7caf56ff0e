using System.ComponentModel.DataAnnotations;
using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Tasker.Analytics.Analytics;
using Tasker.Analytics.Database;
using Tasker.Analytics.Hosting;

namespace Tasker.Analytics.Tasks;

/// <summary><c>GET /v1/tasks</c>: the newest tasks, to find ids with. Never cached.</summary>
internal static class TaskListEndpoint
{
    private const string Query = """
        SELECT t.task_id AS TaskId, n.name AS Namespace, k.name AS Name, e.slug AS Tenant, t.state AS State, t.created_at AS CreatedAtMs, t.completed_at AS CompletedAtMs
        FROM tasker_tasks t
        JOIN tasker_named_tasks k ON k.named_task_id = t.named_task_id
        JOIN tasker_task_namespaces n ON n.task_namespace_id = k.task_namespace_id
        JOIN tasker_tenants e ON e.tenant_id = t.tenant_id
        WHERE (@Namespace IS NULL OR n.name = @Namespace) AND (@State IS NULL OR t.state = @State)
        ORDER BY t.created_at DESC
        LIMIT @Limit
        """;

    public static void MapTaskList(this IEndpointRouteBuilder endpoints) => endpoints.MapGet("/v1/tasks", GetAsync);

    private static async Task<Results<Ok<TaskList>, ValidationProblem, ProblemHttpResult>> GetAsync(
        ITaskerDatabase database,
        NamespaceFilter namespaces,
        CancellationToken cancellationToken,
        [StringLength(64)] string? @namespace = null,
        [StringLength(40)] string? state = null,
        [Range(1, 200)] int limit = 20)
    {
        if (!string.IsNullOrEmpty(state) && !TaskState.Exists(state))
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]>
            {
                ["state"] = [$"'{state}' is no state of a task. The states are: {string.Join(", ", TaskState.All)}."],
            });
        }

        await using var connection = await database.OpenAsync(cancellationToken);
        var known = await namespaces.FindAsync(connection, @namespace, cancellationToken);

        if (known.IsUnknown)
        {
            return Problems.UnknownNamespace(@namespace!, known.All);
        }

        var filter = new { Namespace = known.Name, State = string.IsNullOrEmpty(state) ? null : state, Limit = limit };
        var tasks = await connection.QueryAsync<TaskListItem>(new CommandDefinition(Query, filter, cancellationToken: cancellationToken));
        return TypedResults.Ok(new TaskList(tasks.AsList()));
    }
}
