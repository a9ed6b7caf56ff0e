using System.Data.Common;
using Dapper;
using Tasker.Analytics.Database;
using Tasker.Caching;

namespace Tasker.Analytics.Tickets;

/// <summary>Changes tickets and health scores of one tenant, and says what changed once it is committed.</summary>
internal sealed class TicketDesk(ITaskerDatabase database, ICacheEvents events, TimeProvider time)
{
    private const string ReadTicket = """
        SELECT t.ticket_id AS TicketId, t.kind AS Kind, t.title AS Title, t.priority AS Priority, t.status AS Status, t.updated_at AS UpdatedAtMs
        FROM tasker_tickets t
        JOIN tasker_tenants e ON e.tenant_id = t.tenant_id
        WHERE e.slug = @Tenant AND t.ticket_id = @Id
        """;

    // Of two who read the same ticket, one changes no row and learns of it.
    private const string UpdateTicket = """
        UPDATE tasker_tickets
        SET priority = @Priority, status = @Status, updated_at = @Now, closed_at = CASE WHEN @Status = 'closed' THEN COALESCE(closed_at, @Now) END
        WHERE ticket_id = @Id AND priority = @OldPriority AND status = @OldStatus
        """;

    private const string UpdateHealth = """
        UPDATE tasker_health_scores SET score = @Score, measured_at = @Now
        WHERE service = @Service AND tenant_id = (SELECT tenant_id FROM tasker_tenants WHERE slug = @Tenant)
        """;

    /// <summary>Changes a ticket.</summary>
    /// <returns>The ticket as it is now, or null if the tenant has none of this number. What was changed by somebody else meanwhile is read again.</returns>
    public async Task<TicketItem?> ChangeAsync(string tenant, long id, TicketPatch patch, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);

        while (await ReadAsync(connection, tenant, id, cancellationToken) is { } before)
        {
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            var after = before with { Priority = patch.Priority ?? before.Priority, Status = patch.Status ?? before.Status, UpdatedAtMs = now };

            // A single statement is its own transaction.
            var changed = await connection.ExecuteAsync(new CommandDefinition(
                UpdateTicket,
                new { Id = id, after.Priority, after.Status, Now = now, OldPriority = before.Priority, OldStatus = before.Status },
                cancellationToken: cancellationToken));

            if (changed > 0)
            {
                await events.PublishAllAsync(Differences(tenant, before, after), CancellationToken.None);
                return after;
            }
        }

        return null;
    }

    private static Task<TicketItem?> ReadAsync(DbConnection connection, string tenant, long id, CancellationToken cancellationToken) =>
        connection.QuerySingleOrDefaultAsync<TicketItem>(new CommandDefinition(ReadTicket, new { Tenant = tenant, Id = id }, cancellationToken: cancellationToken));

    private static IEnumerable<object> Differences(string tenant, TicketItem before, TicketItem after)
    {
        if (before.Priority != after.Priority)
        {
            yield return new TicketPriorityChanged(after.TicketId, tenant, after.Kind, before.Priority, after.Priority);
        }

        if (before.Status != after.Status)
        {
            yield return new TicketStatusChanged(after.TicketId, tenant, after.Kind, before.Status, after.Status);
        }
    }

    /// <summary>Gives a service a new score.</summary>
    /// <returns>Whether the tenant has this service.</returns>
    public async Task<bool> ScoreAsync(string tenant, string service, long score, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var changed = await connection.ExecuteAsync(new CommandDefinition(
            UpdateHealth, new { Tenant = tenant, Service = service, Score = score, Now = time.GetUtcNow().ToUnixTimeMilliseconds() }, cancellationToken: cancellationToken));

        if (changed > 0)
        {
            await events.PublishAsync(new HealthScored(tenant, service, score), CancellationToken.None);
        }

        return changed > 0;
    }
}
