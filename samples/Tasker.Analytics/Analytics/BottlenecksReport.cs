namespace Tasker.Analytics.Analytics;

/// <param name="Hours">The window that the steps ended in.</param>
/// <param name="GeneratedAt">When it was computed. A response out of the cache keeps it.</param>
/// <param name="Steps">The slowest first.</param>
public sealed record BottlenecksReport(int Hours, int Limit, int MinExecutions, string? Namespace, DateTimeOffset GeneratedAt, IReadOnlyList<SlowStep> Steps);
