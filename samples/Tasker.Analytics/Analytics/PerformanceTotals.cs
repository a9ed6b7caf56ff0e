namespace Tasker.Analytics.Analytics;

/// <summary>The sums over all tasks of a report.</summary>
public sealed class PerformanceTotals(IReadOnlyList<TaskPerformance> tasks, int hours)
{
    public long Total { get; } = tasks.Sum(task => task.Total);

    public long Complete { get; } = tasks.Sum(task => task.Complete);

    public long Error { get; } = tasks.Sum(task => task.Error);

    public long Cancelled { get; } = tasks.Sum(task => task.Cancelled);

    public long ResolvedManually { get; } = tasks.Sum(task => task.ResolvedManually);

    public long Open => Total - Complete - Error - Cancelled - ResolvedManually;

    public double? SuccessRate => Rates.Of(Complete, Complete + Error);

    public double TasksPerHour => Math.Round((double)Total / hours, 2);
}
