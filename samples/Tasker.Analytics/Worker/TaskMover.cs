using Dapper;
using Microsoft.Extensions.Options;
using Tasker.Analytics.Database;
using Tasker.Analytics.Tasks;

namespace Tasker.Analytics.Worker;

/// <summary>Brings open tasks one state on.</summary>
internal sealed class TaskMover(ITaskerDatabase database, TaskTransitions transitions, IOptions<WorkerOptions> options)
{
    private const string Actor = "worker";

    // The two databases take lists differently; both search a text.
    private const string Newest = """
        SELECT t.task_id AS TaskId, t.state AS State
        FROM tasker_tasks t
        JOIN tasker_named_tasks k ON k.named_task_id = t.named_task_id
        JOIN tasker_task_namespaces n ON n.task_namespace_id = k.task_namespace_id
        WHERE t.completed_at IS NULL AND (@Namespaces = ',,' OR @Namespaces LIKE '%,' || n.name || ',%')
        ORDER BY t.created_at DESC
        LIMIT 1
        """;

    /// <summary>Moves the newest open task.</summary>
    /// <returns>What changed, or null if none is open or somebody else was first.</returns>
    public async Task<TransitionResult?> MoveOneAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var (id, state) = await connection.QuerySingleOrDefaultAsync<(long TaskId, string State)>(new CommandDefinition(
            Newest, new { Namespaces = $",{string.Join(',', options.Value.Namespaces)}," }, cancellationToken: cancellationToken));

        return state is null ? null : (await transitions.ApplyAsync(id, Next(state), Actor, cancellationToken)).Result;
    }

    private static string Next(string state) => state switch
    {
        TaskState.Pending => TaskState.Initializing,
        TaskState.StepsInProcess => TaskState.Complete,
        TaskState.BlockedByFailures => TaskState.ResolvedManually,
        _ => TaskState.StepsInProcess,
    };
}
