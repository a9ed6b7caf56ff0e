using System.Data.Common;
using Dapper;

namespace Tasker.Analytics.Analytics;

/// <summary>Reads the performance of the tasks that were created in the last hours.</summary>
internal sealed class PerformanceQuery(TimeProvider time)
{
    private const string Executions = """
        executions AS (
            SELECT t.named_task_id, t.state, t.completed_at, t.completed_at - t.created_at AS duration
            FROM tasker_tasks t
            WHERE t.created_at >= @Since
              AND (@Namespace IS NULL OR t.named_task_id IN (
                  SELECT k.named_task_id
                  FROM tasker_named_tasks k
                  JOIN tasker_task_namespaces n ON n.task_namespace_id = k.task_namespace_id
                  WHERE n.name = @Namespace))
        )
        """;

    // Percentiles by the nearest rank: the smallest duration that so many of a hundred do not exceed. SQLite has no function for it,
    // and of those it has for ranks this is the fastest by far.
    private const string Percentiles = """
        AVG(CAST(duration AS DOUBLE PRECISION)) AS MeanMs,
        MIN(duration) FILTER (WHERE share >= 0.50) AS P50Ms,
        MIN(duration) FILTER (WHERE share >= 0.95) AS P95Ms,
        MIN(duration) FILTER (WHERE share >= 0.99) AS P99Ms,
        MAX(duration) AS MaxMs
        """;

    private const string PerTask = $"""
        WITH {Executions},
        counts AS (
            SELECT named_task_id,
                COUNT(*) AS Total,
                COUNT(*) FILTER (WHERE state = 'complete') AS Complete,
                COUNT(*) FILTER (WHERE state = 'error') AS Error,
                COUNT(*) FILTER (WHERE state = 'cancelled') AS Cancelled,
                COUNT(*) FILTER (WHERE state = 'resolved_manually') AS ResolvedManually
            FROM executions
            GROUP BY named_task_id
        ),
        ranked AS (
            SELECT named_task_id, duration, CUME_DIST() OVER (PARTITION BY named_task_id ORDER BY duration) AS share
            FROM executions
            WHERE state = 'complete'
        ),
        durations AS (
            SELECT named_task_id, {Percentiles}
            FROM ranked
            GROUP BY named_task_id
        )
        SELECT n.name AS Namespace, k.name AS Name, k.version AS Version,
            c.Total, c.Complete, c.Error, c.Cancelled, c.ResolvedManually, d.MeanMs, d.P50Ms, d.P95Ms, d.P99Ms, d.MaxMs
        FROM counts c
        JOIN tasker_named_tasks k ON k.named_task_id = c.named_task_id
        JOIN tasker_task_namespaces n ON n.task_namespace_id = k.task_namespace_id
        LEFT JOIN durations d ON d.named_task_id = c.named_task_id
        ORDER BY n.name, k.name, k.version
        """;

    private const string Overall = $"""
        WITH {Executions},
        ranked AS (
            SELECT duration, CUME_DIST() OVER (ORDER BY duration) AS share
            FROM executions
            WHERE state = 'complete'
        )
        SELECT {Percentiles} FROM ranked
        """;

    private const string PerHour = $"""
        WITH {Executions}
        SELECT completed_at / 3600000 * 3600000 AS HourMs,
            COUNT(*) FILTER (WHERE state = 'complete') AS Complete,
            COUNT(*) FILTER (WHERE state = 'error') AS Error
        FROM executions
        WHERE completed_at IS NOT NULL
        GROUP BY completed_at / 3600000 * 3600000
        ORDER BY 1
        """;

    public async Task<PerformanceReport> RunAsync(DbConnection connection, int hours, string? @namespace, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var filter = new { Since = now.AddHours(-hours).ToUnixTimeMilliseconds(), Namespace = @namespace };

        var tasks = (await connection.QueryAsync<TaskPerformance>(new CommandDefinition(PerTask, filter, cancellationToken: cancellationToken))).AsList();
        var durations = await connection.QuerySingleAsync<Durations>(new CommandDefinition(Overall, filter, cancellationToken: cancellationToken));
        var throughput = (await connection.QueryAsync<HourOfThroughput>(new CommandDefinition(PerHour, filter, cancellationToken: cancellationToken))).AsList();

        return new PerformanceReport(hours, @namespace, now, new PerformanceTotals(tasks, hours), durations, tasks, throughput);
    }
}
