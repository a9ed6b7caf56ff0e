namespace Tasker.Analytics.Seeding;

/// <summary>Chooses a workflow by its namespace's share and its own weight, and knows its ids and those of its steps.</summary>
internal sealed class SeedWorkflowIndex
{
    private readonly List<(double Until, SeedWorkflow Workflow, long NamedTaskId, long FirstStepId)> _workflows = [];

    public SeedWorkflowIndex(SeedNamespace[] namespaces)
    {
        var until = 0.0;
        var stepId = 1L;

        foreach (var @namespace in namespaces)
        {
            var weights = @namespace.Workflows.Sum(workflow => workflow.Weight);

            foreach (var workflow in @namespace.Workflows)
            {
                until += @namespace.Share * workflow.Weight / weights;
                _workflows.Add((until, workflow, _workflows.Count + 1, stepId));
                stepId += workflow.Steps.Length;
            }
        }
    }

    public (SeedWorkflow Workflow, long NamedTaskId, long FirstStepId) Choose(SeedRandom random)
    {
        var chance = random.Next();
        var index = _workflows.FindIndex(entry => chance < entry.Until);
        var (_, workflow, namedTaskId, firstStepId) = _workflows[index < 0 ? ^1 : index];
        return (workflow, namedTaskId, firstStepId);
    }
}
