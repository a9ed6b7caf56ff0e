using Tasker.Analytics.Tasks;

namespace Tasker.Analytics.Dashboards;

/// <param name="GeneratedAt">When it was computed. A response out of the cache keeps it.</param>
public sealed record MyTasks(string User, string Tenant, DateTimeOffset GeneratedAt, IReadOnlyList<TaskListItem> Tasks);
