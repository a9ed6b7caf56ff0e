namespace Tasker.Caching.PostgreSql.Feed;

/// <summary>The statements of the change feed.</summary>
internal sealed class FeedStatements(string schema)
{
    /// <summary>Becomes the one that reads the feed of a deployment, until the connection ends.</summary>
    public string TryHold { get; } = $"SELECT pg_try_advisory_lock(hashtextextended('{schema}.feed.' || $1, 0))";

    /// <summary>Returns the slot of a deployment, whether all from before it is evicted, and what has become of it.</summary>
    public string Find { get; } =
        $"""
        SELECT f.slot, f.ready, s.slot_name IS NOT NULL AND s.database = current_database(), coalesce(s.wal_status = 'lost', false)
        FROM {schema}.feed f LEFT JOIN pg_replication_slots s ON s.slot_name = f.slot WHERE f.deployment = $1
        """;

    /// <summary>Notes a slot that is about to be made.</summary>
    public string Note { get; } = $"INSERT INTO {schema}.feed (deployment, slot) VALUES ($1, $2) ON CONFLICT (deployment) DO UPDATE SET slot = excluded.slot, ready = false";

    public string CreateSlot { get; } = "SELECT slot_name::text FROM pg_create_logical_replication_slot($1, 'pgoutput')";

    public string DropSlot { get; } = "SELECT pg_drop_replication_slot(slot_name)::text FROM pg_replication_slots WHERE slot_name = $1";

    /// <summary>Notes that all from before the slot is evicted.</summary>
    public string Ready { get; } = $"UPDATE {schema}.feed SET ready = true WHERE deployment = $1";

    /// <summary>Writes something that the feed brings: without it a slot keeps what others write, for it would hear of nothing that it could confirm.</summary>
    public string Beat { get; } = $"UPDATE {schema}.feed SET at = clock_timestamp() WHERE deployment = $1";

    /// <summary>Says what the slot keeps, whether it is read, and how much it may still keep; null if nothing bounds that.</summary>
    public string Watch { get; } =
        $"""
        SELECT f.slot, coalesce(s.active, false), coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), s.restart_lsn), 0)::bigint,
          coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), s.confirmed_flush_lsn), 0)::bigint, s.safe_wal_size::bigint, coalesce(s.wal_status = 'lost', true)
        FROM {schema}.feed f LEFT JOIN pg_replication_slots s ON s.slot_name = f.slot WHERE f.deployment = $1
        """;

    /// <summary>Returns those of the tables that a publication does not have, as SQL names them, and null for each that is not there.</summary>
    public string Unpublished { get; } =
        """
        SELECT to_regclass(named.name)::text, named.name FROM unnest($2::text[]) AS named (name)
        WHERE NOT EXISTS (SELECT FROM pg_publication WHERE pubname = $1 AND puballtables)
          AND NOT EXISTS (SELECT FROM pg_publication p JOIN pg_publication_rel r ON r.prpubid = p.oid WHERE p.pubname = $1 AND r.prrelid = to_regclass(named.name)::oid)
        """;

    public string HasPublication { get; } = "SELECT EXISTS (SELECT FROM pg_publication WHERE pubname = $1)";

    /// <summary>Returns the tables whose updates and deletes do not tell what the rows were.</summary>
    public string WithoutOldRows { get; } = $"{Leaves} AND c.relreplident <> 'f'";

    /// <summary>Returns the tables that could be updated no more if they were published: nothing tells their rows apart.</summary>
    public string WithoutIdentity { get; } =
        $"{Leaves} AND (c.relreplident = 'n' OR (c.relreplident = 'd' AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary)))";

    private const string Leaves =
        """
        SELECT DISTINCT c.oid::regclass::text FROM unnest($1::text[]) AS named (name)
        CROSS JOIN LATERAL (SELECT relid FROM pg_partition_tree(to_regclass(named.name)) UNION SELECT to_regclass(named.name)) AS target
        JOIN pg_class c ON c.oid = target.relid WHERE c.relkind = 'r'
        """;
}
