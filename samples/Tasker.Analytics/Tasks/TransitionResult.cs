namespace Tasker.Analytics.Tasks;

/// <summary>What a transition changed.</summary>
public sealed record TransitionResult(long TaskId, string Namespace, string Name, string Tenant, string From, string To, DateTimeOffset At, IReadOnlyList<StepChange> Steps);
