namespace Tasker.Analytics.Dashboards;

/// <param name="GeneratedAt">When it was computed. A response out of the cache keeps it.</param>
/// <param name="States">How many tasks are in which state.</param>
public sealed record OverviewReport(
    string Tenant,
    string Range,
    DateTimeOffset GeneratedAt,
    IReadOnlyDictionary<string, long> States,
    IReadOnlyList<NamespaceOverview> Namespaces,
    IReadOnlyList<DepartmentWorkload> Departments,
    IReadOnlyList<TicketsOverview> Tickets);
