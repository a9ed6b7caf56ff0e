namespace Tasker.Analytics.Tasks;

public sealed record StepChange(long StepId, string Name, string From, string To);
