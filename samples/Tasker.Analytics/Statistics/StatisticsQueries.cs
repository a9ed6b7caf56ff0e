namespace Tasker.Analytics.Statistics;

/// <summary>The queries of the statistics. All of them take a <see cref="StatisticsFilter"/>.</summary>
internal static class StatisticsQueries
{
    private const string Tasks = """
        FROM tasker_tasks t
        JOIN tasker_tenants e ON e.tenant_id = t.tenant_id
        JOIN tasker_operators o ON o.operator_id = t.operator_id
        JOIN tasker_departments d ON d.department_id = o.department_id
        JOIN tasker_named_tasks k ON k.named_task_id = t.named_task_id
        JOIN tasker_task_namespaces n ON n.task_namespace_id = k.task_namespace_id
        WHERE e.slug = @Tenant AND t.created_at >= @Since AND t.created_at < @Until AND (@DepartmentId IS NULL OR d.department_id = @DepartmentId)
        """;

    public const string Department = """
        SELECT COUNT(*)
        FROM tasker_departments d
        JOIN tasker_tenants e ON e.tenant_id = d.tenant_id
        WHERE e.slug = @Tenant AND d.department_id = @DepartmentId
        """;

    public const string DepartmentWorkload = $"""
        SELECT d.department_id AS DepartmentId, d.name AS Department,
            COUNT(DISTINCT o.operator_id) AS Operators,
            COUNT(*) AS Tasks,
            COUNT(*) FILTER (WHERE t.completed_at IS NULL) AS Open
        {Tasks}
        GROUP BY d.department_id, d.name
        ORDER BY d.name
        """;

    public const string OperatorStats = $"""
        SELECT o.username AS Operator, d.name AS Department,
            COUNT(*) AS Tasks,
            COUNT(*) FILTER (WHERE t.state = 'complete') AS Complete,
            COUNT(*) FILTER (WHERE t.state = 'error') AS Error,
            COUNT(*) FILTER (WHERE t.completed_at IS NULL) AS Open,
            AVG(CASE WHEN t.state = 'complete' THEN CAST(t.completed_at - t.created_at AS DOUBLE PRECISION) END) AS MeanMs
        {Tasks}
        GROUP BY o.operator_id, o.username, d.name
        ORDER BY o.username
        """;

    public const string TaskStats = $"""
        SELECT n.name AS Namespace, t.state AS State, COUNT(*) AS Tasks
        {Tasks}
        GROUP BY n.name, t.state
        ORDER BY n.name, t.state
        """;

    public const string CollaborationStats = $"""
        WITH shares AS (
            SELECT k.named_task_id, d.department_id, o.operator_id, n.name AS Namespace, k.name AS Name, COUNT(*) AS tasks
            {Tasks}
            GROUP BY k.named_task_id, d.department_id, o.operator_id, n.name, k.name
        )
        SELECT Namespace, Name,
            COUNT(DISTINCT department_id) AS Departments,
            COUNT(*) AS Operators,
            CAST(SUM(tasks) AS BIGINT) AS Tasks,
            MAX(tasks) AS BusiestOperatorTasks
        FROM shares
        GROUP BY named_task_id, Namespace, Name
        ORDER BY Namespace, Name
        """;
}
