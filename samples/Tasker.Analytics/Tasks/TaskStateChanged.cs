namespace Tasker.Analytics.Tasks;

/// <summary>A task went from one state to another; the change is committed.</summary>
public sealed record TaskStateChanged(long TaskId, string Namespace, string Name, string Tenant, string From, string To);
