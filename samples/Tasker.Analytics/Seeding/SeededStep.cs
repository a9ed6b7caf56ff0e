using Tasker.Analytics.Tasks;

namespace Tasker.Analytics.Seeding;

internal readonly record struct SeededStep(long Id, long NamedStepId, string State, long Attempts, long? StartedAt, long? CompletedAt)
{
    /// <summary>Returns the states that it went through, and when.</summary>
    public IEnumerable<(string State, long At)> Path(long createdAt)
    {
        yield return (StepState.Pending, createdAt);

        if (StartedAt is { } startedAt)
        {
            yield return (StepState.InProgress, startedAt);
        }

        if (State is not (StepState.Pending or StepState.InProgress))
        {
            yield return (State, CompletedAt ?? StartedAt ?? createdAt);
        }
    }
}
