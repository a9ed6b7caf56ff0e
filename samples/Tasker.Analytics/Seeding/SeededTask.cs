using Tasker.Analytics.Tasks;

namespace Tasker.Analytics.Seeding;

/// <summary>One task execution of the seeded history, with its steps.</summary>
internal sealed record SeededTask(long Id, long NamedTaskId, long TenantId, long? OperatorId, string State, long CreatedAt, long? CompletedAt, SeededStep[] Steps)
{
    /// <summary>Gets the states that it went through, in their order.</summary>
    public IEnumerable<string> Path => State switch
    {
        TaskState.Pending => [TaskState.Pending],
        TaskState.StepsInProcess => [TaskState.Pending, TaskState.Initializing, TaskState.StepsInProcess],
        TaskState.ResolvedManually => [TaskState.Pending, TaskState.Initializing, TaskState.StepsInProcess, TaskState.BlockedByFailures, State],
        _ => [TaskState.Pending, TaskState.Initializing, TaskState.StepsInProcess, State],
    };

    /// <summary>Gets when the step that it is at began.</summary>
    public long LastStart => Steps.Max(step => step.StartedAt) ?? CreatedAt;
}
