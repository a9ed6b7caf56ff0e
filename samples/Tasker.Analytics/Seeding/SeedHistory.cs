using Tasker.Analytics.Tasks;

namespace Tasker.Analytics.Seeding;

/// <summary>Makes up the task executions. The same options give the same history, only moved to end at <paramref name="end"/>.</summary>
/// <remarks>A history can be read any number of times; a database that takes one table at a time reads it once for each.</remarks>
internal sealed class SeedHistory(SeedOptions options, long end)
{
    private const long Day = 24 * 60 * 60 * 1000;

    private readonly SeedWorkflowIndex _workflows = new(SeedCatalog.Namespaces);

    /// <summary>Gets the moment that nothing of it is after.</summary>
    public long End => end;

    public IEnumerable<SeededTask> Tasks()
    {
        var random = new SeedRandom(options.Random);
        var span = options.Days * Day;
        var stepId = 0L;

        for (var id = 1; id <= options.Tasks; id++)
        {
            // Evenly spread, then pressed together once a day: there are busy hours and quiet ones.
            var place = (id - 1 + random.Next()) / options.Tasks;
            place -= 0.6 / (2 * Math.PI * options.Days) * Math.Sin(2 * Math.PI * options.Days * place);
            yield return Create(id, end - span + (long)(place * span), random, ref stepId);
        }
    }

    private SeededTask Create(long id, long createdAt, SeedRandom random, ref long stepId)
    {
        var (workflow, namedTaskId, firstStepId) = _workflows.Choose(random);
        var tenant = random.Next() switch { < 0.55 => 1, < 0.85 => 2, _ => 3 };
        var @operator = random.Next(SeedCatalog.Operators.Length * 3 / 2);
        long? operatorId = @operator < SeedCatalog.Operators.Length ? ((tenant - 1) * SeedCatalog.Operators.Length) + @operator + 1 : null;
        var state = ChooseState(end - createdAt, random);

        // Where a task that did not run through stopped.
        var last = state switch
        {
            TaskState.Complete => workflow.Steps.Length,
            TaskState.Pending => 0,
            _ => random.Next(workflow.Steps.Length),
        };
        var steps = new SeededStep[workflow.Steps.Length];
        var now = createdAt + 20 + random.Next(400);

        for (var index = 0; index < steps.Length; index++)
        {
            var step = workflow.Steps[index];
            var attempts = random.Next() < 0.03 ? 2 : 1;
            var duration = random.NextDuration(step.Median * attempts, step.Spread);
            var namedStepId = firstStepId + index;
            var stepState = index < last ? StepState.Complete : index > last ? StepState.AfterStop(state) : StepState.AtStop(state);
            var started = stepState is not (StepState.Pending or StepState.Cancelled);
            var ended = stepState is StepState.Complete or StepState.Error;

            // Nothing ends after now: who would be caught by that is still at it.
            if (ended && now + duration > end)
            {
                (state, last, stepState, ended) = (TaskState.StepsInProcess, index, StepState.InProgress, false);
            }

            steps[index] = new SeededStep(++stepId, namedStepId, stepState, started ? attempts : 0, started ? Math.Min(now, end) : null, ended ? now + duration : null);
            now += started ? duration : 0;
        }

        var completedAt = TaskState.HasEnded(state) ? Math.Min(now, end) : (long?)null;
        return new SeededTask(id, namedTaskId, tenant, operatorId, state, createdAt, completedAt, steps);
    }

    private static string ChooseState(long age, SeedRandom random)
    {
        // The younger, the likelier still open.
        var open = (0.08 * Math.Exp(-age / (0.5 * Day))) + 0.002;
        var chance = random.Next();
        var which = random.Next();

        if (chance < open)
        {
            return which switch
            {
                < 0.45 => TaskState.StepsInProcess,
                < 0.65 => TaskState.WaitingForRetry,
                < 0.85 => TaskState.BlockedByFailures,
                _ => TaskState.Pending,
            };
        }

        return which switch
        {
            < 0.945 => TaskState.Complete,
            < 0.980 => TaskState.Error,
            < 0.994 => TaskState.Cancelled,
            _ => TaskState.ResolvedManually,
        };
    }
}
