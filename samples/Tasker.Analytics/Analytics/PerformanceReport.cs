namespace Tasker.Analytics.Analytics;

/// <param name="Namespace">The namespace that it is about; null for all.</param>
/// <param name="GeneratedAt">When it was computed. A response out of the cache keeps it.</param>
public sealed record PerformanceReport(
    int Hours,
    string? Namespace,
    DateTimeOffset GeneratedAt,
    PerformanceTotals Totals,
    Durations Durations,
    IReadOnlyList<TaskPerformance> Tasks,
    IReadOnlyList<HourOfThroughput> Throughput);
