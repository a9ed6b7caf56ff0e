namespace Tasker.Analytics.Tasks;

/// <summary>A task went from one state to another; the change is committed.</summary>
/// <param name="Operator">Who looks after the task; null if nobody does. The same for the department.</param>
public sealed record TaskStateChanged(long TaskId, string Namespace, string Name, string Tenant, long? DepartmentId, string? Operator, string From, string To);
