using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tasker.Caching.PostgreSql.Configuration;
using Tasker.Caching.PostgreSql.Triggers;

namespace Tasker.Caching.PostgreSql;

/// <summary>Triggers that evict with the transaction that changes a table, from any client: <c>psql</c>, a migration, a service in another language.</summary>
public static class EvictionTrigger
{
    // A statement that changes more of them evicts the resource as a whole.
    private const int MaximumTags = 1000;
    private const int LongestIdentifier = 63;

    /// <summary>Returns SQL that makes the triggers, for migrations: <c>migrationBuilder.Sql(EvictionTrigger.CreateSql("tasks", "analytics", ("namespace", "namespace")))</c>.</summary>
    /// <param name="table">The table, as SQL names it: <c>tasks</c>, <c>billing.tasks</c>, <c>"Tasks"</c>. Its partitions get the triggers too.</param>
    /// <param name="resource">The resource that its rows are part of.</param>
    /// <param name="map">The dimensions of the resource and what they are in a row: a column, or an expression over columns.</param>
    /// <returns>SQL that can be run again at any time: after a change of the map, or of the partitions.</returns>
    /// <remarks>Run it as the owner of the table, after the script of the schema. The schema is <c>tasker_cache</c>.</remarks>
    public static string CreateSql(string table, string resource, params (string Dimension, string Column)[] map) =>
        CreateSqlIn(PostgresDefaults.Schema, table, resource, map);

    /// <summary>Returns SQL that makes the triggers, where the schema of the cache has another name than <c>tasker_cache</c>.</summary>
    /// <param name="schema">The schema of the cache.</param>
    /// <param name="table">The table, as SQL names it.</param>
    /// <param name="resource">The resource that its rows are part of.</param>
    /// <param name="map">The dimensions of the resource and what they are in a row.</param>
    /// <returns>SQL that can be run again at any time.</returns>
    public static string CreateSqlIn(string schema, string table, string resource, params (string Dimension, string Column)[] map) =>
        CreateSql(table, resource, new EvictionTriggerOptions { Schema = schema }, map);

    /// <summary>Returns SQL that makes the triggers, with a choice of the updates that evict.</summary>
    /// <param name="table">The table, as SQL names it.</param>
    /// <param name="resource">The resource that its rows are part of.</param>
    /// <param name="options">The choice.</param>
    /// <param name="map">The dimensions of the resource and what they are in a row.</param>
    /// <returns>SQL that can be run again at any time.</returns>
    public static string CreateSql(string table, string resource, EvictionTriggerOptions options, params (string Dimension, string Column)[] map)
    {
        var definition = Define(table, resource, options, map);
        return string.Join("\n", definition.CreateFunction, Triggers(options.Schema, definition.Name, table, NeedsOldRows(options, map)));
    }

    /// <summary>Returns the function that the triggers call.</summary>
    internal static TriggerFunction Define(string table, string resource, EvictionTriggerOptions options, params (string Dimension, string Column)[] map)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrWhiteSpace(table);
        var schema = options.Schema;
        ArgumentNullException.ThrowIfNull(map);
        if (!SchemaName.IsValid(schema))
        {
            throw new ArgumentException($"'{schema}' is no name of a schema: it must be 1 to 40 lower-case letters, digits and underscores.", nameof(options));
        }

        // They check the names.
        var plain = CacheTag.For(resource);
        _ = map.Aggregate(plain, static (tag, pair) => tag.With(pair.Dimension, (string?)null));
        var pairs = map.Select(static pair => (Dimension: pair.Dimension.ToLowerInvariant(), pair.Column)).OrderBy(static pair => pair.Dimension, StringComparer.Ordinal).ToArray();
        if (pairs.FirstOrDefault(static pair => string.IsNullOrWhiteSpace(pair.Column)) is { Dimension: { } empty })
        {
            throw new ArgumentException($"The dimension '{empty}' has no column.", nameof(map));
        }

        var name = NameOf(table, plain.ToString());
        var body = Body(options, plain.ToString(), pairs);
        return new TriggerFunction(name, body, $"""
            CREATE OR REPLACE FUNCTION {schema}.{name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
            SET search_path = pg_catalog SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO' SET "IntervalStyle" = 'iso_8601' SET extra_float_digits = 1 SET bytea_output = 'hex'
            AS $tasker_evict${body}$tasker_evict$;
            """);
    }

    private static string NameOf(string table, string resource)
    {
        // Two tables and resources never share a name, however long they are.
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{table}\n{resource}")).AsSpan(0, 4));
        var readable = new string([.. $"evict_{table}_{resource}".Where(static c => char.IsAsciiLetterOrDigit(c) || c == '_')]).ToLowerInvariant();
        return $"{readable[..Math.Min(readable.Length, LongestIdentifier - hash.Length - "_truncate".Length - 1)]}_{hash}";
    }

    // What changes how values are spelt is set, whatever the session has. Values are made distinct before they are spelt as tags, and more of them than there may be tags are not spelt at all.
    private static string Body(EvictionTriggerOptions options, string resource, (string Dimension, string Column)[] pairs)
    {
        var schema = options.Schema;
        string Tags(string values) => pairs.Length == 0
            ? $"SELECT {Literal(resource)} AS tag FROM {values} LIMIT 1"
            : $"SELECT coalesce({Literal($"{resource}|")} || nullif(concat_ws(',', {Parts()}), ''), {Literal(resource)}) AS tag FROM (SELECT DISTINCT {ValueNames(pairs)} FROM {values} LIMIT {MaximumTags + 1}) AS row";
        string Parts() => string.Join(", ", pairs.Select((pair, i) => string.Create(CultureInfo.InvariantCulture, $"{schema}.tag_part({Literal(pair.Dimension)}, v{i})")));

        // Expressions mean columns, whatever those are called.
        return $"""

            #variable_conflict use_column
            DECLARE
              evicted text[];
              spelt bigint := 0;
            BEGIN
              IF TG_OP = 'INSERT' THEN
                SELECT array_agg(DISTINCT tag), count(*) INTO evicted, spelt FROM ({Tags(Values(pairs, "new_rows"))}) AS tags;
              ELSIF TG_OP = 'UPDATE' THEN
                SELECT array_agg(DISTINCT tag), count(*) INTO evicted, spelt FROM ({Tags(Updated(options, pairs))}) AS tags;
              ELSIF TG_OP = 'DELETE' THEN
                SELECT array_agg(DISTINCT tag), count(*) INTO evicted, spelt FROM ({Tags(Values(pairs, "old_rows"))}) AS tags;
              ELSE
                evicted := ARRAY[{Literal(resource)}];
              END IF;
              IF spelt > {MaximumTags} THEN
                evicted := ARRAY[{Literal(resource)}];
              END IF;
              INSERT INTO {schema}.evictions (tag) SELECT unnest(evicted);
              RETURN NULL;
            END

            """;
    }

    private static string Values((string Dimension, string Column)[] pairs, string rows) => $"(SELECT {ValuesOf(pairs)} FROM {rows}) AS changed";

    // A collation may take different values for equal. Those that tags tell apart are evicted each.
    private static string ValuesOf((string Dimension, string Column)[] pairs) =>
        string.Join(", ", pairs.Select(static (pair, i) => string.Create(CultureInfo.InvariantCulture, $"({pair.Column})::text COLLATE \"C\" AS v{i}")));

    private static string ValueNames((string Dimension, string Column)[] pairs) =>
        string.Join(", ", pairs.Select(static (_, i) => string.Create(CultureInfo.InvariantCulture, $"v{i}")));

    private static string Updated(EvictionTriggerOptions options, (string Dimension, string Column)[] pairs)
    {
        if (options.Updates == EvictionTriggerUpdates.All)
        {
            return NeedsOldRows(options, pairs)
                ? $"(SELECT {ValuesOf(pairs)} FROM old_rows UNION ALL SELECT {ValuesOf(pairs)} FROM new_rows) AS changed"
                : Values(pairs, "new_rows");
        }

        // Whole rows, and as often as they are there: two rows that have exchanged their values have changed, because each has its key.
        var content = options.Ignored.Count == 0
            ? "tasker_row::text"
            : $"(to_jsonb(tasker_row) - ARRAY[{string.Join(", ", options.Ignored.Select(Literal))}]::text[])::text";
        var values = string.Concat(pairs.Select(static (pair, i) => string.Create(CultureInfo.InvariantCulture, $"({pair.Column})::text COLLATE \"C\" AS v{i}, ")));
        var names = string.Concat(pairs.Select(static (_, i) => string.Create(CultureInfo.InvariantCulture, $"v{i}, ")));
        string Side(string rows, int weight) => string.Create(CultureInfo.InvariantCulture, $"SELECT {values}{content} AS content, {weight} AS weight FROM {rows} AS tasker_row");
        return $"(SELECT {ValueNames(pairs)} FROM ({Side("new_rows", 1)} UNION ALL {Side("old_rows", -1)}) AS sides GROUP BY {names}content HAVING sum(weight) <> 0) AS changed";
    }

    // The server copies every row of a statement into each table that is asked for.
    private static bool NeedsOldRows(EvictionTriggerOptions options, (string Dimension, string Column)[] pairs) =>
        pairs.Length > 0 || options.Updates == EvictionTriggerUpdates.Changed;

    // One trigger for each event: several events allow no transition tables. A write to a partition does not fire those of its parent.
    private static string Triggers(string schema, string name, string table, bool hasOldRows) =>
        $"""
        DO $tasker_evict$
        DECLARE
          target regclass;
          event text[];
        BEGIN
          FOR target IN SELECT relid FROM pg_partition_tree({Literal(table)}::regclass) UNION SELECT {Literal(table)}::regclass LOOP
            FOREACH event SLICE 1 IN ARRAY ARRAY[
              ['insert', 'REFERENCING NEW TABLE AS new_rows'],
              ['update', 'REFERENCING {(hasOldRows ? "OLD TABLE AS old_rows " : "")}NEW TABLE AS new_rows'],
              ['delete', 'REFERENCING OLD TABLE AS old_rows'],
              ['truncate', '']] LOOP
              EXECUTE format('DROP TRIGGER IF EXISTS %I ON %s', {Literal(name)} || '_' || event[1], target);
              EXECUTE format('CREATE TRIGGER %I AFTER %s ON %s %s FOR EACH STATEMENT EXECUTE FUNCTION {schema}.{name}()',
                {Literal(name)} || '_' || event[1], event[1], target, event[2]);
            END LOOP;
          END LOOP;
        END
        $tasker_evict$;
        """;

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
