namespace Tasker.Analytics.Database;

/// <summary>The tables, in SQL that both databases read. Times are milliseconds since 1970, so that both subtract them alike.</summary>
internal static class TaskerSchema
{
    public const long Version = 1;

    /// <summary>Creates the table that says whether there is anything to do.</summary>
    public const string Marker = """
        CREATE TABLE IF NOT EXISTS tasker_seed (
            schema_version BIGINT NOT NULL,
            random BIGINT NOT NULL,
            tasks BIGINT NOT NULL);
        """;

    /// <summary>Gets the statements that create the tables.</summary>
    /// <remarks>The large ones have no foreign keys: PostgreSQL would check a million rows one by one, for most of a minute.</remarks>
    public static string Tables(string key) => $"""
        CREATE TABLE tasker_tenants (
            tenant_id {key},
            slug TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL);

        CREATE TABLE tasker_departments (
            department_id {key},
            tenant_id BIGINT NOT NULL REFERENCES tasker_tenants,
            name TEXT NOT NULL,
            UNIQUE (tenant_id, name));

        CREATE TABLE tasker_operators (
            operator_id {key},
            department_id BIGINT NOT NULL REFERENCES tasker_departments,
            tenant_id BIGINT NOT NULL REFERENCES tasker_tenants,
            username TEXT NOT NULL,
            UNIQUE (tenant_id, username));

        CREATE TABLE tasker_task_namespaces (
            task_namespace_id {key},
            name TEXT NOT NULL UNIQUE,
            description TEXT NOT NULL);

        CREATE TABLE tasker_named_tasks (
            named_task_id {key},
            task_namespace_id BIGINT NOT NULL REFERENCES tasker_task_namespaces,
            name TEXT NOT NULL,
            version TEXT NOT NULL,
            UNIQUE (task_namespace_id, name, version));

        CREATE TABLE tasker_named_steps (
            named_step_id {key},
            named_task_id BIGINT NOT NULL REFERENCES tasker_named_tasks,
            name TEXT NOT NULL,
            position BIGINT NOT NULL,
            UNIQUE (named_task_id, name));

        CREATE TABLE tasker_tasks (
            task_id {key},
            named_task_id BIGINT NOT NULL,
            tenant_id BIGINT NOT NULL,
            operator_id BIGINT NULL,
            state TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            completed_at BIGINT NULL);

        CREATE TABLE tasker_task_transitions (
            task_id BIGINT NOT NULL,
            sort_key BIGINT NOT NULL,
            from_state TEXT NOT NULL,
            to_state TEXT NOT NULL,
            actor TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            PRIMARY KEY (task_id, sort_key));

        CREATE TABLE tasker_steps (
            step_id {key},
            task_id BIGINT NOT NULL,
            named_step_id BIGINT NOT NULL,
            state TEXT NOT NULL,
            attempts BIGINT NOT NULL,
            started_at BIGINT NULL,
            completed_at BIGINT NULL);

        CREATE TABLE tasker_step_transitions (
            step_id BIGINT NOT NULL,
            sort_key BIGINT NOT NULL,
            from_state TEXT NOT NULL,
            to_state TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            PRIMARY KEY (step_id, sort_key));
        """;

    /// <summary>Gets the statements that create what came after the first version; a database of that has these tables added.</summary>
    public static string Additions(string key) => $"""
        CREATE TABLE IF NOT EXISTS tasker_tickets (
            ticket_id {key},
            tenant_id BIGINT NOT NULL REFERENCES tasker_tenants,
            kind TEXT NOT NULL,
            title TEXT NOT NULL,
            priority TEXT NOT NULL,
            status TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            updated_at BIGINT NOT NULL,
            closed_at BIGINT NULL);

        CREATE TABLE IF NOT EXISTS tasker_health_scores (
            tenant_id BIGINT NOT NULL REFERENCES tasker_tenants,
            service TEXT NOT NULL,
            score BIGINT NOT NULL,
            measured_at BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, service));

        CREATE TABLE IF NOT EXISTS tasker_templates (
            namespace TEXT NOT NULL,
            name TEXT NOT NULL,
            version TEXT NOT NULL,
            definition TEXT NOT NULL,
            registered_by TEXT NOT NULL,
            registered_at BIGINT NOT NULL,
            PRIMARY KEY (namespace, name, version));
        """;

    /// <summary>Creates the indexes; after the rows, which is faster than before them.</summary>
    public const string Indexes = """
        CREATE INDEX tasker_tasks_created ON tasker_tasks (created_at, named_task_id, state, completed_at);
        CREATE INDEX tasker_tasks_tenant ON tasker_tasks (tenant_id, created_at, named_task_id, operator_id, state, completed_at);
        CREATE INDEX tasker_steps_task ON tasker_steps (task_id);
        CREATE INDEX tasker_steps_completed ON tasker_steps (completed_at, named_step_id, state, attempts, started_at);
        """;

    /// <summary>Moves all of history forward by <c>@Shift</c> milliseconds.</summary>
    public const string Shift = """
        UPDATE tasker_tasks SET created_at = created_at + @Shift, completed_at = completed_at + @Shift;
        UPDATE tasker_steps SET started_at = started_at + @Shift, completed_at = completed_at + @Shift;
        UPDATE tasker_task_transitions SET created_at = created_at + @Shift;
        UPDATE tasker_step_transitions SET created_at = created_at + @Shift;
        UPDATE tasker_tickets SET created_at = created_at + @Shift, updated_at = updated_at + @Shift, closed_at = closed_at + @Shift;
        """;

    /// <summary>Reads the newest time of all; transitions are what comes last.</summary>
    public const string Newest = """
        SELECT MAX(newest) FROM (
            SELECT MAX(created_at) AS newest FROM tasker_tasks
            UNION ALL SELECT MAX(completed_at) FROM tasker_steps
            UNION ALL SELECT MAX(created_at) FROM tasker_task_transitions) AS times
        """;
}
