using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Tasker.Analytics.Authentication;
using Tasker.Analytics.Database;
using Tasker.Analytics.Hosting;

namespace Tasker.Analytics.Tickets;

/// <summary>Finds and changes the tickets of whoever asks. Never cached: the dashboards are.</summary>
internal static class TicketEndpoints
{
    private const string Query = """
        SELECT t.ticket_id AS TicketId, t.kind AS Kind, t.title AS Title, t.priority AS Priority, t.status AS Status, t.updated_at AS UpdatedAtMs
        FROM tasker_tickets t
        JOIN tasker_tenants e ON e.tenant_id = t.tenant_id
        WHERE e.slug = @Tenant AND (@Kind IS NULL OR t.kind = @Kind)
        ORDER BY t.updated_at DESC, t.ticket_id
        LIMIT @Limit
        """;

    public static void MapTickets(this IEndpointRouteBuilder endpoints)
    {
        var tickets = endpoints.MapGroup("/v1").RequireAuthorization(SampleAuthenticationExtensions.TenantPolicy);
        tickets.MapGet("/tickets", GetAsync);
        tickets.MapPatch("/tickets/{id:long}", PatchAsync);
        tickets.MapPut("/health/{service}", PutHealthAsync);
    }

    private static async Task<IReadOnlyList<TicketItem>> GetAsync(
        ClaimsPrincipal user, ITaskerDatabase database, CancellationToken cancellationToken, [StringLength(20)] string? kind = null, [Range(1, 200)] int limit = 20)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var filter = new { Tenant = user.Tenant(), Kind = string.IsNullOrEmpty(kind) ? null : kind, Limit = limit };
        return (await connection.QueryAsync<TicketItem>(new CommandDefinition(Query, filter, cancellationToken: cancellationToken))).AsList();
    }

    private static async Task<Results<Ok<TicketItem>, ValidationProblem, ProblemHttpResult>> PatchAsync(
        long id, TicketPatch patch, ClaimsPrincipal user, TicketDesk desk, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        Check("priority", patch.Priority, TicketValues.Priorities, errors);
        Check("status", patch.Status, TicketValues.Statuses, errors);

        if (errors.Count > 0)
        {
            return TypedResults.ValidationProblem(errors);
        }

        return await desk.ChangeAsync(user.Tenant(), id, patch, cancellationToken) is { } ticket
            ? TypedResults.Ok(ticket)
            : TypedResults.Problem(Problems.Details(StatusCodes.Status404NotFound, "No such ticket.", $"There is no ticket {id}."));
    }

    private static void Check(string name, string? value, string[] known, Dictionary<string, string[]> errors)
    {
        if (value is not null && !known.Contains(value))
        {
            errors[name] = [$"'{value}' is no {name} of a ticket. There are: {string.Join(", ", known)}."];
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> PutHealthAsync(
        string service, HealthScore score, ClaimsPrincipal user, TicketDesk desk, CancellationToken cancellationToken) =>
        await desk.ScoreAsync(user.Tenant(), service, score.Score, cancellationToken)
            ? TypedResults.NoContent()
            : TypedResults.Problem(Problems.Details(StatusCodes.Status404NotFound, "No such service.", $"There is no service '{service}'."));
}
