namespace Tasker.Analytics.Statistics;

/// <param name="GeneratedAt">When it was computed. A response out of the cache keeps it.</param>
public sealed record StatisticsReport<T>(string Tenant, long? DepartmentId, DateTimeOffset Since, DateTimeOffset Until, DateTimeOffset GeneratedAt, IReadOnlyList<T> Rows);
