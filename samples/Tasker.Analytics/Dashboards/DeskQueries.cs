using System.Data.Common;
using Dapper;
using Tasker.Analytics.Tickets;

namespace Tasker.Analytics.Dashboards;

/// <summary>Reads one tenant's tickets and services. Every query names the tenant.</summary>
internal sealed class DeskQueries(DbConnection connection)
{
    private const string OfTenant = "FROM tasker_tickets t JOIN tasker_tenants e ON e.tenant_id = t.tenant_id WHERE e.slug = @Tenant";

    /// <summary>Counts what is not closed by priority.</summary>
    public Task<IReadOnlyList<TicketCount>> ByPriorityAsync(string kind, string tenant, CancellationToken cancellationToken) => ReadAsync<TicketCount>(
        $"SELECT t.priority AS Name, COUNT(*) AS Tickets {OfTenant} AND t.kind = @Kind AND t.closed_at IS NULL GROUP BY t.priority ORDER BY 1",
        new { Tenant = tenant, Kind = kind },
        cancellationToken);

    public Task<IReadOnlyList<TicketCount>> ByStatusAsync(string kind, string tenant, CancellationToken cancellationToken) => ReadAsync<TicketCount>(
        $"SELECT t.status AS Name, COUNT(*) AS Tickets {OfTenant} AND t.kind = @Kind GROUP BY t.status ORDER BY 1",
        new { Tenant = tenant, Kind = kind },
        cancellationToken);

    /// <summary>Counts, for each day, how many were opened and how many of those are closed by now.</summary>
    public Task<IReadOnlyList<TicketTrend>> TrendsAsync(string kind, string tenant, CancellationToken cancellationToken) => ReadAsync<TicketTrend>(
        $"""
        SELECT t.created_at / 86400000 AS DayNumber, COUNT(*) AS Opened, COUNT(*) FILTER (WHERE t.closed_at IS NOT NULL) AS Closed
        {OfTenant} AND t.kind = @Kind
        GROUP BY t.created_at / 86400000
        ORDER BY 1
        """,
        new { Tenant = tenant, Kind = kind },
        cancellationToken);

    public Task<IReadOnlyList<ServiceHealth>> HealthAsync(string tenant, CancellationToken cancellationToken) => ReadAsync<ServiceHealth>(
        """
        SELECT h.service AS Service, h.score AS Score
        FROM tasker_health_scores h
        JOIN tasker_tenants e ON e.tenant_id = h.tenant_id
        WHERE e.slug = @Tenant
        ORDER BY h.service
        """,
        new { Tenant = tenant },
        cancellationToken);

    /// <summary>Reads what was changed last, of every kind.</summary>
    public Task<IReadOnlyList<TicketItem>> ActivityAsync(string tenant, CancellationToken cancellationToken) => ReadAsync<TicketItem>(
        $"""
        SELECT t.ticket_id AS TicketId, t.kind AS Kind, t.title AS Title, t.priority AS Priority, t.status AS Status, t.updated_at AS UpdatedAtMs
        {OfTenant}
        ORDER BY t.updated_at DESC, t.ticket_id
        LIMIT 20
        """,
        new { Tenant = tenant },
        cancellationToken);

    /// <summary>Counts what is not closed, of every kind: the screen of a telephone has room for no more.</summary>
    public Task<IReadOnlyList<TicketCount>> MobileAsync(string tenant, CancellationToken cancellationToken) => ReadAsync<TicketCount>(
        $"SELECT t.kind AS Name, COUNT(*) AS Tickets {OfTenant} AND t.closed_at IS NULL GROUP BY t.kind ORDER BY 1",
        new { Tenant = tenant },
        cancellationToken);

    /// <summary>Counts what is not closed, and how much of it is critical, of every kind.</summary>
    public Task<IReadOnlyList<TicketsOverview>> OverviewAsync(string tenant, CancellationToken cancellationToken) => ReadAsync<TicketsOverview>(
        $"""
        SELECT t.kind AS Kind, COUNT(*) AS Open, COUNT(*) FILTER (WHERE t.priority = 'critical') AS Critical
        {OfTenant} AND t.closed_at IS NULL
        GROUP BY t.kind
        ORDER BY 1
        """,
        new { Tenant = tenant },
        cancellationToken);

    private async Task<IReadOnlyList<T>> ReadAsync<T>(string query, object filter, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<T>(new CommandDefinition(query, filter, cancellationToken: cancellationToken))).AsList();
}
