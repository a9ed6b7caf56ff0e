using System.Data.Common;
using Tasker.Analytics.Database;

namespace Tasker.Analytics.Seeding;

/// <summary>Writes a history, one table after the other.</summary>
internal sealed class SeedWriter(ITaskerDatabase database, DbConnection connection, ILogger logger, CancellationToken cancellationToken)
{
    // Older transitions have been archived, as on any installation that has been up for long.
    private const long TransitionsKept = 2 * 60 * 60 * 1000;

    private const int ProgressEvery = 50_000;

    public void Write(SeedHistory history)
    {
        WriteCompany();
        WriteWorkflows();
        WriteTasks(history);
        WriteSteps(history);
        WriteTaskTransitions(history);
        WriteStepTransitions(history);
    }

    private void WriteCompany()
    {
        using (var tenants = database.BeginBulk(connection, "tasker_tenants", "tenant_id", "slug", "name"))
        {
            foreach (var (index, (slug, name)) in SeedCatalog.Tenants.Index())
            {
                tenants.Write(index + 1L);
                tenants.Write(slug);
                tenants.Write(name);
                tenants.EndRow();
            }

            tenants.Complete();
        }

        using (var departments = database.BeginBulk(connection, "tasker_departments", "department_id", "tenant_id", "name"))
        {
            for (var index = 0; index < SeedCatalog.Tenants.Length * SeedCatalog.Departments.Length; index++)
            {
                departments.Write(index + 1L);
                departments.Write((index / SeedCatalog.Departments.Length) + 1L);
                departments.Write(SeedCatalog.Departments[index % SeedCatalog.Departments.Length]);
                departments.EndRow();
            }

            departments.Complete();
        }

        using (var operators = database.BeginBulk(connection, "tasker_operators", "operator_id", "department_id", "tenant_id", "username"))
        {
            var perDepartment = SeedCatalog.Operators.Length / SeedCatalog.Departments.Length;

            for (var index = 0; index < SeedCatalog.Tenants.Length * SeedCatalog.Operators.Length; index++)
            {
                operators.Write(index + 1L);
                operators.Write((index / perDepartment) + 1L);
                operators.Write((index / SeedCatalog.Operators.Length) + 1L);
                operators.Write(SeedCatalog.Operators[index % SeedCatalog.Operators.Length]);
                operators.EndRow();
            }

            operators.Complete();
        }
    }

    private void WriteWorkflows()
    {
        using (var namespaces = database.BeginBulk(connection, "tasker_task_namespaces", "task_namespace_id", "name", "description"))
        {
            foreach (var (index, @namespace) in SeedCatalog.Namespaces.Index())
            {
                namespaces.Write(index + 1L);
                namespaces.Write(@namespace.Name);
                namespaces.Write(@namespace.Description);
                namespaces.EndRow();
            }

            namespaces.Complete();
        }

        var workflows = SeedCatalog.Namespaces.Index().SelectMany(entry => entry.Item.Workflows, (entry, workflow) => (NamespaceId: entry.Index + 1L, Workflow: workflow)).ToList();

        using (var namedTasks = database.BeginBulk(connection, "tasker_named_tasks", "named_task_id", "task_namespace_id", "name", "version"))
        {
            foreach (var (index, (namespaceId, workflow)) in workflows.Index())
            {
                namedTasks.Write(index + 1L);
                namedTasks.Write(namespaceId);
                namedTasks.Write(workflow.Name);
                namedTasks.Write(workflow.Version);
                namedTasks.EndRow();
            }

            namedTasks.Complete();
        }

        using (var namedSteps = database.BeginBulk(connection, "tasker_named_steps", "named_step_id", "named_task_id", "name", "position"))
        {
            var id = 0L;

            foreach (var (index, (_, workflow)) in workflows.Index())
            {
                foreach (var (position, step) in workflow.Steps.Index())
                {
                    namedSteps.Write(++id);
                    namedSteps.Write(index + 1L);
                    namedSteps.Write(step.Name);
                    namedSteps.Write(position + 1L);
                    namedSteps.EndRow();
                }
            }

            namedSteps.Complete();
        }
    }

    private void WriteTasks(SeedHistory history)
    {
        using var tasks = database.BeginBulk(connection, "tasker_tasks", "task_id", "named_task_id", "tenant_id", "operator_id", "state", "created_at", "completed_at");

        foreach (var task in Watch(history, "tasks"))
        {
            tasks.Write(task.Id);
            tasks.Write(task.NamedTaskId);
            tasks.Write(task.TenantId);
            tasks.Write(task.OperatorId);
            tasks.Write(task.State);
            tasks.Write(task.CreatedAt);
            tasks.Write(task.CompletedAt);
            tasks.EndRow();
        }

        tasks.Complete();
    }

    private void WriteSteps(SeedHistory history)
    {
        using var steps = database.BeginBulk(connection, "tasker_steps", "step_id", "task_id", "named_step_id", "state", "attempts", "started_at", "completed_at");

        foreach (var task in Watch(history, "tasks' steps"))
        {
            foreach (var step in task.Steps)
            {
                steps.Write(step.Id);
                steps.Write(task.Id);
                steps.Write(step.NamedStepId);
                steps.Write(step.State);
                steps.Write(step.Attempts);
                steps.Write(step.StartedAt);
                steps.Write(step.CompletedAt);
                steps.EndRow();
            }
        }

        steps.Complete();
    }

    private void WriteTaskTransitions(SeedHistory history)
    {
        using var transitions = database.BeginBulk(connection, "tasker_task_transitions", "task_id", "sort_key", "from_state", "to_state", "actor", "created_at");

        foreach (var task in history.Tasks().Where(task => HasTransitions(task, history.End)))
        {
            var from = "";
            var sortKey = 0L;

            foreach (var state in task.Path)
            {
                transitions.Write(task.Id);
                transitions.Write(++sortKey);
                transitions.Write(from);
                transitions.Write(state);
                transitions.Write("orchestrator");
                transitions.Write(sortKey == 1 ? task.CreatedAt : sortKey < 4 ? task.Steps[0].StartedAt ?? task.CreatedAt : task.CompletedAt ?? task.LastStart);
                transitions.EndRow();
                from = state;
            }
        }

        transitions.Complete();
    }

    private void WriteStepTransitions(SeedHistory history)
    {
        using var transitions = database.BeginBulk(connection, "tasker_step_transitions", "step_id", "sort_key", "from_state", "to_state", "created_at");

        foreach (var task in history.Tasks().Where(task => HasTransitions(task, history.End)))
        {
            foreach (var step in task.Steps)
            {
                var from = "";
                var sortKey = 0L;

                foreach (var (state, at) in step.Path(task.CreatedAt))
                {
                    transitions.Write(step.Id);
                    transitions.Write(++sortKey);
                    transitions.Write(from);
                    transitions.Write(state);
                    transitions.Write(at);
                    transitions.EndRow();
                    from = state;
                }
            }
        }

        transitions.Complete();
    }

    private static bool HasTransitions(SeededTask task, long end) => task.CompletedAt is null || task.CompletedAt > end - TransitionsKept;

    private IEnumerable<SeededTask> Watch(SeedHistory history, string what)
    {
        foreach (var task in history.Tasks())
        {
            yield return task;

            if (task.Id % ProgressEvery == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                logger.LogInformation("Seeded {Count} {What}.", task.Id, what);
            }
        }
    }
}
