using System.Data.Common;
using Dapper;
using Tasker.Analytics.Database;
using Tasker.Caching;

namespace Tasker.Analytics.Tasks;

/// <summary>Moves a task to another state, and its steps with it, in one transaction, and says so once it is committed.</summary>
internal sealed class TaskTransitions(ITaskerDatabase database, ICacheEvents events, TimeProvider time)
{
    private const string ReadTask = """
        SELECT t.task_id AS TaskId, t.state AS State, n.name AS Namespace, k.name AS Name, e.slug AS Tenant, o.department_id AS DepartmentId, o.username AS Operator
        FROM tasker_tasks t
        JOIN tasker_named_tasks k ON k.named_task_id = t.named_task_id
        JOIN tasker_task_namespaces n ON n.task_namespace_id = k.task_namespace_id
        JOIN tasker_tenants e ON e.tenant_id = t.tenant_id
        LEFT JOIN tasker_operators o ON o.operator_id = t.operator_id
        WHERE t.task_id = @Id
        """;

    private const string ReadSteps = """
        SELECT s.step_id AS StepId, s.state AS State, k.name AS Name
        FROM tasker_steps s
        JOIN tasker_named_steps k ON k.named_step_id = s.named_step_id
        WHERE s.task_id = @Id
        ORDER BY k.position
        """;

    // Of two who read the same state, one changes no row and learns of it.
    private const string UpdateTask = "UPDATE tasker_tasks SET state = @To, completed_at = @CompletedAt WHERE task_id = @Id AND state = @From";

    private const string AppendTaskTransition = """
        INSERT INTO tasker_task_transitions (task_id, sort_key, from_state, to_state, actor, created_at)
        SELECT @Id, COALESCE(MAX(sort_key), 0) + 1, @From, @To, @Actor, @Now FROM tasker_task_transitions WHERE task_id = @Id
        """;

    private const string UpdateStep = """
        UPDATE tasker_steps
        SET state = @To, attempts = attempts + @Attempt, completed_at = @CompletedAt, started_at = COALESCE(started_at, @StartedAt)
        WHERE step_id = @StepId
        """;

    private const string AppendStepTransition = """
        INSERT INTO tasker_step_transitions (step_id, sort_key, from_state, to_state, created_at)
        SELECT @StepId, COALESCE(MAX(sort_key), 0) + 1, @From, @To, @Now FROM tasker_step_transitions WHERE step_id = @StepId
        """;

    /// <summary>Applies the transition, or says why not.</summary>
    public async Task<TransitionOutcome> ApplyAsync(long id, string to, string actor, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        var task = await connection.QuerySingleOrDefaultAsync<TaskRow>(new CommandDefinition(ReadTask, new { Id = id }, transaction, cancellationToken: cancellationToken));

        if (task is null)
        {
            return TransitionOutcome.NotFound;
        }

        if (!TaskState.After(task.State).Contains(to))
        {
            return TransitionOutcome.NotAllowed(task.State);
        }

        var changed = await connection.ExecuteAsync(new CommandDefinition(
            UpdateTask, new { Id = id, To = to, From = task.State, CompletedAt = When(TaskState.HasEnded(to), now) }, transaction, cancellationToken: cancellationToken));

        if (changed == 0)
        {
            return TransitionOutcome.Overtaken;
        }

        await connection.ExecuteAsync(new CommandDefinition(
            AppendTaskTransition, new { Id = id, From = task.State, To = to, Actor = actor, Now = now.ToUnixTimeMilliseconds() }, transaction, cancellationToken: cancellationToken));
        var steps = await MoveStepsAsync(connection, transaction, id, to, now, cancellationToken);

        await transaction.CommitAsync(cancellationToken);

        // After the commit, and not to be cancelled with the request: whoever asks from here on gets the new figures.
        await events.PublishAllAsync<object>(
            [
                new TaskStateChanged(id, task.Namespace, task.Name, task.Tenant, task.DepartmentId, task.Operator, task.State, to),
                .. steps.Select(step => new StepStateChanged(step.StepId, id, task.Namespace, step.Name, step.From, step.To)),
            ],
            CancellationToken.None);
        return TransitionOutcome.Done(new TransitionResult(id, task.Namespace, task.Name, task.Tenant, task.State, to, now, steps));
    }

    private static async Task<List<StepChange>> MoveStepsAsync(
        DbConnection connection, DbTransaction transaction, long id, string to, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var steps = (await connection.QueryAsync<StepRow>(new CommandDefinition(ReadSteps, new { Id = id }, transaction, cancellationToken: cancellationToken))).AsList();
        var changes = new List<StepChange>();

        foreach (var (step, next) in Follow(steps, to))
        {
            var starts = next == StepState.InProgress;
            await connection.ExecuteAsync(new CommandDefinition(
                UpdateStep,
                new { step.StepId, To = next, Attempt = starts ? 1 : 0, StartedAt = When(starts, now), CompletedAt = When(StepState.HasEnded(next), now) },
                transaction,
                cancellationToken: cancellationToken));
            await connection.ExecuteAsync(new CommandDefinition(
                AppendStepTransition, new { step.StepId, From = step.State, To = next, Now = now.ToUnixTimeMilliseconds() }, transaction, cancellationToken: cancellationToken));
            changes.Add(new StepChange(step.StepId, step.Name, step.State, next));
        }

        return changes;
    }

    private static List<(StepRow Step, string Next)> Follow(List<StepRow> steps, string to)
    {
        var changes = steps.Select(step => (Step: step, Next: StepState.Follow(step.State, to))).Where(change => change.Next != change.Step.State).ToList();

        // A task whose first step has not begun begins it now.
        if (to == TaskState.StepsInProcess && changes.Count == 0 && steps.Find(step => step.State == StepState.Pending) is { } first)
        {
            changes.Add((first, StepState.InProgress));
        }

        return changes;
    }

    private static long? When(bool happens, DateTimeOffset now) => happens ? now.ToUnixTimeMilliseconds() : null;

    private sealed record TaskRow
    {
        public string State { get; init; } = "";

        public string Namespace { get; init; } = "";

        public string Name { get; init; } = "";

        public string Tenant { get; init; } = "";

        public long? DepartmentId { get; init; }

        public string? Operator { get; init; }
    }

    private sealed record StepRow
    {
        public long StepId { get; init; }

        public string State { get; init; } = "";

        public string Name { get; init; } = "";
    }
}
