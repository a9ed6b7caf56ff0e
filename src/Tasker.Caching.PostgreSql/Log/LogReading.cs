using Npgsql;
using NpgsqlTypes;
using Tasker.Caching.Backends;
using Tasker.Caching.PostgreSql.Connections;

namespace Tasker.Caching.PostgreSql.Log;

/// <summary>The statements that read the log. One statement is one snapshot: rows, generation and what was active belong together.</summary>
internal sealed class LogReading(PostgresDatabase database, int pageSize)
{
    private const string SinceSnapshot = "(e.xid >= $3 OR e.xid = ANY($4))";
    private const string SinceHorizon = "e.xid > $3";
    private const string InPage = "e.xid > $5 AND pg_visible_in_snapshot(e.xid::text::xid8, $6::text::pg_snapshot)";

    private readonly string _since = Select(database.Schema, SinceSnapshot);
    private readonly string _all = Select(database.Schema, SinceHorizon);
    private readonly string _pageSince = Select(database.Schema, $"{SinceSnapshot} AND {InPage}");
    private readonly string _pageOfAll = Select(database.Schema, $"{SinceHorizon} AND {InPage}");

    /// <summary>Gets the statement that every poll makes, for tests.</summary>
    internal string Poll => _since;

    // Without the state there is no generation either, whatever its row says. A page ends on a whole transaction. One of another generation is read from the floor on.
    private static string Select(string schema, string where) =>
        $"""
        WITH log AS MATERIALIZED (
          SELECT coalesce(s.floor, 0) AS floor, coalesce(s.compacted, 0) AS compacted, CASE WHEN s.one THEN {schema}.current_generation() END AS generation,
            pg_current_snapshot() AS snapshot, clock_timestamp() AS time FROM (SELECT true AS one) AS always LEFT JOIN {schema}.state s USING (one)
        ), page AS MATERIALIZED (
          SELECT e.xid, e.tag FROM log, {schema}.evictions e WHERE log.generation = $1 AND e.xid > log.floor AND {where}
          UNION ALL
          SELECT e.xid, e.tag FROM log, {schema}.evictions e WHERE log.generation IS NOT NULL AND log.generation IS DISTINCT FROM $1 AND e.xid > log.floor
          ORDER BY xid FETCH FIRST $2 ROWS WITH TIES
        )
        SELECT log.floor, log.compacted, log.generation, log.snapshot::text, log.time,
          (SELECT array_agg(xid ORDER BY xid) FROM page), (SELECT array_agg(tag ORDER BY xid) FROM page)
        FROM log
        """;

    public async ValueTask<LogRows> ReadAsync(EvictionCursor cursor, LogPlace place, CancellationToken cancellationToken)
    {
        var text = place.Seen is null
            ? place.Reading is null ? _all : _pageOfAll
            : place.Reading is null ? _since : _pageSince;
        var command = database.Log.CreateCommand(text);
        await using (command.ConfigureAwait(false))
        {
            var parameters = command.Parameters;
            parameters.Add(new NpgsqlParameter { Value = (object?)cursor.Generation ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
            parameters.Add(new NpgsqlParameter<int> { TypedValue = pageSize });
            parameters.Add(new NpgsqlParameter<long> { TypedValue = place.Seen?.Xmax ?? (place.Reading is null ? cursor.Horizon : 0) });
            parameters.Add(new NpgsqlParameter<long[]> { TypedValue = place.Seen?.Active ?? [] });
            if (place.Reading is { } reading)
            {
                parameters.Add(new NpgsqlParameter<long> { TypedValue = place.After });
                parameters.Add(new NpgsqlParameter<string> { TypedValue = reading.ToString() });
            }

            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                return Rows(reader);
            }
        }
    }

    private LogRows Rows(NpgsqlDataReader reader)
    {
        long[] ids = reader.IsDBNull(5) ? [] : reader.GetFieldValue<long[]>(5);
        string[] tags = ids.Length == 0 ? [] : reader.GetFieldValue<string[]>(6);
        return new LogRows(
            reader.IsDBNull(2) ? null : reader.GetString(2),
            reader.GetInt64(0),
            reader.GetInt64(1),
            LogSnapshot.Parse(reader.GetString(3)),
            reader.GetFieldValue<DateTimeOffset>(4),
            Last(ids, tags),
            ids.Length >= pageSize ? ids[^1] : null);
    }

    // Of one tag the last one of a page will do.
    private static EvictedTag[] Last(long[] ids, string[] tags)
    {
        var last = new Dictionary<string, long>(ids.Length, StringComparer.Ordinal);
        for (var i = 0; i < ids.Length; i++)
        {
            last[tags[i]] = ids[i];
        }

        return [.. last.Select(static pair => new EvictedTag(pair.Key, pair.Value)).OrderBy(static eviction => eviction.Sequence)];
    }

    /// <summary>Begins another generation, unless another node has.</summary>
    public async ValueTask<bool> BeginGenerationAsync(string id, string? replaced, CancellationToken cancellationToken)
    {
        var command = database.Log.CreateCommand($"SELECT {database.Schema}.begin_generation($1, $2)");
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
            command.Parameters.Add(new NpgsqlParameter { Value = (object?)replaced ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
            return (bool)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
        }
    }
}
