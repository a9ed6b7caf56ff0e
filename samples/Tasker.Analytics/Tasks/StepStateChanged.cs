namespace Tasker.Analytics.Tasks;

/// <summary>A step of a task went from one state to another; the change is committed.</summary>
public sealed record StepStateChanged(long StepId, long TaskId, string Namespace, string Step, string From, string To);
