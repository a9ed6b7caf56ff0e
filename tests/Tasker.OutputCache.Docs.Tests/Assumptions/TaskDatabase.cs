namespace Tasker.OutputCache.Docs.Tests.Assumptions;

public sealed class TaskDatabase
{
    public Task<TaskRow> MoveAsync(Guid id, string state) => Task.FromResult(new TaskRow(id, state, state));
}
