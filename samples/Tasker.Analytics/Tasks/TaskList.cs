namespace Tasker.Analytics.Tasks;

public sealed record TaskList(IReadOnlyList<TaskListItem> Tasks);
