using System.Data.Common;
using Dapper;

namespace Tasker.Analytics.Dashboards;

/// <summary>Reads one tenant's tasks. Every query names the tenant.</summary>
internal sealed class OverviewQuery(TimeProvider time)
{
    private const string States = """
        SELECT t.state AS State, COUNT(*) AS Tasks
        FROM tasker_tasks t
        JOIN tasker_tenants e ON e.tenant_id = t.tenant_id
        WHERE e.slug = @Tenant AND t.created_at >= @Since
        GROUP BY t.state
        ORDER BY 2 DESC, 1
        """;

    private const string Namespaces = """
        SELECT n.name AS Namespace,
            COUNT(*) AS Tasks,
            COUNT(*) FILTER (WHERE t.state = 'complete') AS Complete,
            COUNT(*) FILTER (WHERE t.state = 'error') AS Error,
            COUNT(*) FILTER (WHERE t.completed_at IS NULL) AS Open,
            AVG(CASE WHEN t.state = 'complete' THEN CAST(t.completed_at - t.created_at AS DOUBLE PRECISION) END) AS MeanMs
        FROM tasker_tasks t
        JOIN tasker_tenants e ON e.tenant_id = t.tenant_id
        JOIN tasker_named_tasks k ON k.named_task_id = t.named_task_id
        JOIN tasker_task_namespaces n ON n.task_namespace_id = k.task_namespace_id
        WHERE e.slug = @Tenant AND t.created_at >= @Since
        GROUP BY n.name
        ORDER BY n.name
        """;

    private const string Departments = """
        SELECT d.name AS Department,
            COUNT(DISTINCT o.operator_id) AS Operators,
            COUNT(*) AS Tasks,
            COUNT(*) FILTER (WHERE t.completed_at IS NULL) AS Open
        FROM tasker_tasks t
        JOIN tasker_tenants e ON e.tenant_id = t.tenant_id
        JOIN tasker_operators o ON o.operator_id = t.operator_id
        JOIN tasker_departments d ON d.department_id = o.department_id
        WHERE e.slug = @Tenant AND t.created_at >= @Since
        GROUP BY d.name
        ORDER BY d.name
        """;

    public async Task<OverviewReport> RunAsync(DbConnection connection, string tenant, string range, TimeSpan span, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var filter = new { Tenant = tenant, Since = (now - span).ToUnixTimeMilliseconds() };

        var states = await connection.QueryAsync<StateCount>(new CommandDefinition(States, filter, cancellationToken: cancellationToken));
        var namespaces = await connection.QueryAsync<NamespaceOverview>(new CommandDefinition(Namespaces, filter, cancellationToken: cancellationToken));
        var departments = await connection.QueryAsync<DepartmentWorkload>(new CommandDefinition(Departments, filter, cancellationToken: cancellationToken));
        var tickets = await new DeskQueries(connection).OverviewAsync(tenant, cancellationToken);

        return new OverviewReport(tenant, range, now, states.ToDictionary(count => count.State, count => count.Tasks), namespaces.AsList(), departments.AsList(), tickets);
    }
}
