using System.Globalization;
using Tasker.Analytics.Tasks;
using Tasker.Analytics.Templates;
using Tasker.Analytics.Tickets;
using Tasker.Caching;
using Tasker.OutputCache;

namespace Tasker.Analytics.Hosting;

/// <summary>Which event makes which cached data void. Nothing else in the sample evicts because of a change.</summary>
internal static class CacheEvictions
{
    /// <summary>Adds the mappings, for the API and for the worker alike.</summary>
    public static TaskerOutputCacheBuilder EvictOnSampleEvents(this TaskerOutputCacheBuilder cache) => cache
        .EvictOn<TaskStateChanged>(
            e =>
            [
                CacheTag.For("analytics").With("namespace", e.Namespace),
                CacheTag.For("statistics").ForTenant(e.Tenant).With("department_id", e.DepartmentId?.ToString(CultureInfo.InvariantCulture)),
                CacheTag.For("dashboards/overview").ForTenant(e.Tenant),
                .. e.Operator is { } name ? [CacheTag.For("dashboards/my-tasks").ForUser($"{name}@{e.Tenant}")] : Array.Empty<CacheTag>(),
            ],
            example: () => new TaskStateChanged(1, "payments", "charge", "acme", 1, "alice", TaskState.StepsInProcess, TaskState.Complete))
        .EvictOn<StepStateChanged>(
            e => [CacheTag.For("analytics").With("namespace", e.Namespace)],
            example: () => new StepStateChanged(1, 1, "payments", "authorize", StepState.InProgress, StepState.Complete))
        .EvictOn<TicketPriorityChanged>(
            e => Dashboards(e.Tenant, e.Kind == TicketKind.Issue
                ? ["overview", "issues-by-priority", "issues-by-status", "activity"]
                : ["overview", "activity"]),
            example: () => new TicketPriorityChanged(1, "acme", TicketKind.Issue, "low", "critical"))
        .EvictOn<TicketStatusChanged>(
            e => Dashboards(e.Tenant, e.Kind switch
            {
                TicketKind.Issue => ["overview", "issues-by-priority", "issues-by-status", "issues-trends", "activity", "mobile"],
                TicketKind.Change => ["overview", "changes-by-status", "activity", "mobile"],
                _ => ["overview", "requests-by-status", "activity", "mobile"],
            }),
            example: () => new TicketStatusChanged(1, "acme", TicketKind.Change, "open", "closed"))
        .EvictOn<HealthScored>(
            e => Dashboards(e.Tenant, ["health"]),
            example: () => new HealthScored("acme", "payments", 90))
        .EvictOn<TemplateChanged>(
            e => [CacheTag.For("templates").With("namespace", e.Namespace).With("name", e.Name).With("version", e.Version)],
            example: () => new TemplateChanged("payments", "charge", "1.2.0"));

    private static IEnumerable<CacheTag> Dashboards(string tenant, string[] names) => names.Select(name => CacheTag.For($"dashboards/{name}").ForTenant(tenant));
}
