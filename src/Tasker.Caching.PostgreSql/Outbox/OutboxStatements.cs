namespace Tasker.Caching.PostgreSql.Outbox;

/// <summary>The statements of the outbox.</summary>
internal sealed class OutboxStatements(string schema)
{
    /// <summary>Adds a row with the tags of the second parameter, for the deployment of the first, and returns the id of the transaction.</summary>
    public string Add { get; } = $"SELECT {schema}.put_in_outbox($1, $2)";

    /// <summary>Counts what waits, up to a bound, and returns the first row. A transaction that is slow to commit makes no row wait.</summary>
    public string Count { get; } = $"SELECT count(*), coalesce(min(id), 0) FROM (SELECT id FROM {schema}.outbox WHERE deployment = $1 ORDER BY id LIMIT 10000) AS waiting";

    /// <summary>Takes rows that no other node is relaying. A node that stops here in the middle loses them after a while: another one relays them.</summary>
    public string Take { get; } =
        $"""
        DELETE FROM {schema}.outbox WHERE id IN (
          SELECT id FROM {schema}.outbox WHERE deployment = $1 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED)
        RETURNING tags
        """;

    /// <summary>Ends a session that stops between taking and commit.</summary>
    public string BoundTransaction { get; } = "SET LOCAL idle_in_transaction_session_timeout = '15s'";

    /// <summary>Returns how transactions have ended: <c>in progress</c>, <c>committed</c>, <c>aborted</c>, or null for those from long ago.</summary>
    public string Status { get; } = "SELECT id, pg_xact_status(id::text::xid8) FROM unnest($1) AS id";
}
