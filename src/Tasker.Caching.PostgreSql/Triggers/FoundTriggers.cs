using Npgsql;

namespace Tasker.Caching.PostgreSql.Triggers;

/// <summary>What a database has of triggers that evict.</summary>
internal sealed class FoundTriggers
{
    private const int SecondsOfCommand = 5;

    // Functions are found by their names, which EvictionTrigger gives them. The resource stands where TRUNCATE evicts it.
    private const string Functions =
        """
        SELECT p.oid::bigint, n.nspname || '.' || p.proname, p.prosrc, substring(p.prosrc FROM 'evicted := ARRAY\[''([^'']*)''\]')
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname = ANY($1) AND p.prorettype = 'trigger'::regtype AND starts_with(p.proname, 'evict_')
        """;

    private const string Triggers =
        """
        SELECT t.tgfoid::bigint, t.tgrelid::bigint, t.tgrelid::regclass::text, t.tgtype::int, t.tgenabled IN ('O', 'A')
        FROM pg_trigger t WHERE t.tgfoid = ANY($1::bigint[]::oid[]) AND NOT t.tgisinternal
        """;

    private const string Tables =
        """
        SELECT named.place::int, target.relid::bigint, target.relid::regclass::text
        FROM unnest($1::text[]) WITH ORDINALITY AS named (name, place)
        CROSS JOIN LATERAL (SELECT relid FROM pg_partition_tree(to_regclass(named.name)) UNION SELECT to_regclass(named.name)) AS target
        WHERE target.relid IS NOT NULL
        """;

    private FoundTriggers(Function[] functions, Trigger[] triggers, ILookup<int, (long Id, string Name)> targets, bool firesForWriters)
    {
        AllFunctions = functions;
        AllTriggers = triggers;
        Targets = targets;
        FiresForWriters = firesForWriters;
    }

    public IReadOnlyList<Function> AllFunctions { get; }

    public IReadOnlyList<Trigger> AllTriggers { get; }

    /// <summary>Gets the tables that were asked for, by their places, each with its partitions.</summary>
    public ILookup<int, (long Id, string Name)> Targets { get; }

    /// <summary>Gets a value indicating whether sessions of this database and role fire triggers at all.</summary>
    public bool FiresForWriters { get; }

    public static async Task<FoundTriggers> ReadAsync(NpgsqlDataSource source, string[] schemas, string[] tables, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var functions = await ReadAsync(connection, Functions, schemas, static reader => new Function(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3)), cancellationToken).ConfigureAwait(false);
            var triggers = await ReadAsync(connection, Triggers, functions.Select(static function => function.Id).ToArray(), static reader => new Trigger(reader.GetInt64(0), reader.GetInt64(1), reader.GetString(2), (TriggerEvents)reader.GetInt32(3), reader.GetBoolean(4)), cancellationToken).ConfigureAwait(false);
            var targets = await ReadAsync(connection, Tables, tables, static reader => (Place: reader.GetInt32(0) - 1, Id: reader.GetInt64(1), Name: reader.GetString(2)), cancellationToken).ConfigureAwait(false);
            var role = await ReadAsync(connection, "SELECT current_setting('session_replication_role') WHERE cardinality($1::text[]) >= 0", Array.Empty<string>(), static reader => reader.GetString(0), cancellationToken).ConfigureAwait(false);
            return new FoundTriggers(functions, triggers, targets.ToLookup(static target => target.Place, static target => (target.Id, target.Name)), role[0] != "replica");
        }
    }

    private static async Task<TRow[]> ReadAsync<TRow, TValue>(NpgsqlConnection connection, string sql, TValue[] values, Func<NpgsqlDataReader, TRow> read, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = SecondsOfCommand };
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new NpgsqlParameter<TValue[]> { TypedValue = values });
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var rows = new List<TRow>();
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    rows.Add(read(reader));
                }

                return [.. rows];
            }
        }
    }

    /// <summary>A function that triggers call.</summary>
    internal sealed record Function(long Id, string Name, string Body, string? Resource);

    /// <summary>A trigger that calls one of the functions.</summary>
    internal sealed record Trigger(long Function, long Target, string TargetName, TriggerEvents Events, bool IsEnabled);
}
