using System.Security.Claims;
using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Tasker.Analytics.Authentication;
using Tasker.Analytics.Database;
using Tasker.Analytics.Hosting;
using Tasker.OutputCache;

namespace Tasker.Analytics.Statistics;

/// <summary><c>GET /v1/statistics/...</c>: who in the tenant of whoever asks does how much. Tasks that nobody looks after are not counted.</summary>
internal static class StatisticsEndpoints
{
    public static void MapStatistics(this IEndpointRouteBuilder endpoints)
    {
        var statistics = endpoints.MapGroup("/v1/statistics").RequireAuthorization(SampleAuthenticationExtensions.TenantPolicy);

        Map<DepartmentWorkloadRow>(statistics, "department_workload", StatisticsQueries.DepartmentWorkload);
        Map<OperatorStatsRow>(statistics, "operator_stats", StatisticsQueries.OperatorStats);
        Map<TaskStatsRow>(statistics, "task_stats", StatisticsQueries.TaskStats);
        Map<CollaborationStatsRow>(statistics, "collaboration_stats", StatisticsQueries.CollaborationStats);
    }

    private static void Map<T>(IEndpointRouteBuilder statistics, string name, string query) =>
        statistics.MapGet(name, (HttpContext context, [AsParameters] StatisticsRequest request, ITaskerDatabase database, HandlerRuns runs, TimeProvider time) =>
            {
                runs.Count(name, context.Response);
                return GetAsync<T>(query, context.User, request, database, time.GetUtcNow(), context.RequestAborted);
            })
            .CacheResource("statistics", name, configure: options => options.Partition = CachePartition.Tenant);

    private static async Task<Results<Ok<StatisticsReport<T>>, ValidationProblem, ProblemHttpResult>> GetAsync<T>(
        string query, ClaimsPrincipal user, StatisticsRequest request, ITaskerDatabase database, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();

        if (StatisticsFilter.Read(user.Tenant(), request, now, errors) is not { } filter)
        {
            return TypedResults.ValidationProblem(errors);
        }

        await using var connection = await database.OpenAsync(cancellationToken);

        if (filter.DepartmentId is { } department
            && await connection.ExecuteScalarAsync<long>(new CommandDefinition(StatisticsQueries.Department, filter, cancellationToken: cancellationToken)) == 0)
        {
            return TypedResults.Problem(Problems.Details(StatusCodes.Status404NotFound, "No such department.", $"There is no department {department}."));
        }

        var rows = await connection.QueryAsync<T>(new CommandDefinition(query, filter, cancellationToken: cancellationToken));
        return TypedResults.Ok(new StatisticsReport<T>(
            filter.Tenant,
            filter.DepartmentId,
            DateTimeOffset.FromUnixTimeMilliseconds(filter.Since),
            DateTimeOffset.FromUnixTimeMilliseconds(filter.Until),
            now,
            rows.AsList()));
    }
}
