using System.Data.Common;
using Tasker.Analytics.Database;
using Tasker.Analytics.Tickets;

namespace Tasker.Analytics.Seeding;

/// <summary>Makes up the tickets of the last thirty days, and how well the services are.</summary>
internal static class SeedTickets
{
    private const long Day = 24 * 60 * 60 * 1000;
    private const int PerTenant = 600;

    public static void Write(ITaskerDatabase database, DbConnection connection, SeedRandom random, long now)
    {
        using (var tickets = database.BeginBulk(connection, "tasker_tickets", "ticket_id", "tenant_id", "kind", "title", "priority", "status", "created_at", "updated_at", "closed_at"))
        {
            for (var id = 1L; id <= SeedCatalog.Tenants.Length * PerTenant; id++)
            {
                var kind = TicketKind.All[random.Next(TicketKind.All.Length)];
                var createdAt = now - (long)(random.Next() * 30 * Day);
                var updatedAt = createdAt + (long)(random.Next() * (now - createdAt));
                var status = TicketValues.Statuses[random.Next(TicketValues.Statuses.Length)];
                tickets.Write(id);
                tickets.Write(((id - 1) / PerTenant) + 1);
                tickets.Write(kind);
                tickets.Write($"{kind} about {SeedCatalog.Namespaces[random.Next(SeedCatalog.Namespaces.Length)].Name}");
                tickets.Write(TicketValues.Priorities[random.Next(TicketValues.Priorities.Length)]);
                tickets.Write(status);
                tickets.Write(createdAt);
                tickets.Write(updatedAt);
                tickets.Write(status == TicketValues.Closed ? updatedAt : (long?)null);
                tickets.EndRow();
            }

            tickets.Complete();
        }

        using var scores = database.BeginBulk(connection, "tasker_health_scores", "tenant_id", "service", "score", "measured_at");

        for (var tenant = 1L; tenant <= SeedCatalog.Tenants.Length; tenant++)
        {
            foreach (var service in SeedCatalog.Namespaces)
            {
                scores.Write(tenant);
                scores.Write(service.Name);
                scores.Write(60L + random.Next(41));
                scores.Write(now);
                scores.EndRow();
            }
        }

        scores.Complete();
    }
}
