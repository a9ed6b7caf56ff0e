using System.Data.Common;
using Dapper;

namespace Tasker.Analytics.Analytics;

/// <summary>Reads the steps that take longest, by the duration that 95 of 100 do not exceed.</summary>
public sealed class BottlenecksQuery(TimeProvider time)
{
    public const int WindowHours = 24;

    private const string Steps = """
        WITH ranked AS (
            SELECT s.named_step_id, s.state, s.attempts, s.completed_at - s.started_at AS duration,
                CUME_DIST() OVER (PARTITION BY s.named_step_id ORDER BY s.completed_at - s.started_at) AS share
            FROM tasker_steps s
            WHERE s.completed_at >= @Since
              AND s.started_at IS NOT NULL
              AND (@Namespace IS NULL OR s.named_step_id IN (
                  SELECT p.named_step_id
                  FROM tasker_named_steps p
                  JOIN tasker_named_tasks k ON k.named_task_id = p.named_task_id
                  JOIN tasker_task_namespaces n ON n.task_namespace_id = k.task_namespace_id
                  WHERE n.name = @Namespace))
        ),
        slowest AS (
            SELECT named_step_id,
                COUNT(*) AS Executions,
                COUNT(*) FILTER (WHERE state = 'error') AS Errors,
                COUNT(*) FILTER (WHERE attempts > 1) AS Retried,
                AVG(CAST(duration AS DOUBLE PRECISION)) AS MeanMs,
                MIN(duration) FILTER (WHERE share >= 0.50) AS P50Ms,
                MIN(duration) FILTER (WHERE share >= 0.95) AS P95Ms,
                MIN(duration) FILTER (WHERE share >= 0.99) AS P99Ms,
                MAX(duration) AS MaxMs
            FROM ranked
            GROUP BY named_step_id
            HAVING COUNT(*) >= @MinExecutions
        )
        SELECT n.name AS Namespace, k.name AS Task, p.name AS Step,
            b.Executions, b.Errors, b.Retried, b.MeanMs, b.P50Ms, b.P95Ms, b.P99Ms, b.MaxMs
        FROM slowest b
        JOIN tasker_named_steps p ON p.named_step_id = b.named_step_id
        JOIN tasker_named_tasks k ON k.named_task_id = p.named_task_id
        JOIN tasker_task_namespaces n ON n.task_namespace_id = k.task_namespace_id
        ORDER BY b.P95Ms DESC, b.named_step_id
        LIMIT @Limit
        """;

    public async Task<BottlenecksReport> RunAsync(DbConnection connection, int limit, int minExecutions, string? @namespace, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var filter = new { Since = now.AddHours(-WindowHours).ToUnixTimeMilliseconds(), Limit = limit, MinExecutions = minExecutions, Namespace = @namespace };
        var steps = await connection.QueryAsync<SlowStep>(new CommandDefinition(Steps, filter, cancellationToken: cancellationToken));
        return new BottlenecksReport(WindowHours, limit, minExecutions, @namespace, now, steps.AsList());
    }
}
