using System.Data.Common;
using Microsoft.Extensions.Logging;
using Npgsql;
using Tasker.Caching.Backends;
using Tasker.Caching.PostgreSql.Connections;

namespace Tasker.Caching.PostgreSql.Log;

/// <summary>The eviction log in a table: an eviction commits with its transaction, whose id is its sequence.</summary>
/// <remarks>
/// Transactions end in another order than that of their ids. A reading is complete up to the lowest id that is active, and returns what the one
/// before it could not see: each eviction once, whatever its id is.
/// </remarks>
internal sealed class PostgresEvictionLog : ITransactionalEvictionLog
{
    public const int DefaultPageSize = 5000;

    private const int MaximumTries = 3;

    private readonly PostgresDatabase _database;
    private readonly LogReading _reading;
    private readonly Notices _notices;
    private readonly OwnAppends _own = new();
    private readonly OpenAppends _open;
    private readonly OwnDatabase _ownDatabase;
    private readonly ILogger _logger;
    private readonly string _append;
    private readonly string _appendWithin;

    public PostgresEvictionLog(PostgresDatabase database, Notices notices, TimeProvider clock, ILogger logger, int pageSize = DefaultPageSize)
    {
        _database = database;
        _logger = logger;
        _reading = new LogReading(database, pageSize);
        _append = AppendSql(database.Schema);
        _appendWithin = AppendWithinSql(database.Schema);
        _notices = notices;
        _ownDatabase = new OwnDatabase(database);
        _open = new OpenAppends(clock, () => CacheGuard.Raise(Interrupted));
        notices.Heard += () => CacheGuard.Raise(Interrupted);
    }

    // Nothing is announced with its content: a transaction that notifies holds up all others at its commit.
    public event Action<EvictionRecord>? Appended
    {
        add { }
        remove { }
    }

    public event Action? Interrupted;

    /// <summary>Returns the statement that appends the tags of its parameter, and returns its id and the generation, if there is one.</summary>
    /// <remarks>Of the identity only the file of the table is compared, which is cheap: to look at the control file in every transaction would cost half of them. Readings compare it all.</remarks>
    public static string AppendSql(string schema) =>
        $"""
        WITH appended AS (INSERT INTO {schema}.evictions (xid, tag) SELECT pg_current_xact_id()::text::bigint, tag FROM unnest($1) AS tag)
        SELECT pg_current_xact_id()::text::bigint, (SELECT id FROM {schema}.generation WHERE identity LIKE '%:' || pg_relation_filenode('{schema}.evictions'))
        """;

    /// <summary>Returns the statement that appends the tags of its parameter in a transaction of the application's, and returns its id.</summary>
    /// <remarks>It does without the generation, which costs a tenth of such a transaction: nothing is applied before a reading has seen the end, and readings compare it.</remarks>
    public static string AppendWithinSql(string schema) => $"INSERT INTO {schema}.evictions (tag) SELECT tag FROM unnest($1) AS tag RETURNING xid";

    public async ValueTask<EvictionRecord> AppendAsync(IReadOnlyList<string> tags, string? generation, long known, CancellationToken cancellationToken)
    {
        var texts = TagColumn.Of(tags);
        var (id, of) = await _database.CallAsync(token => AppendAsync(texts, token), cancellationToken).ConfigureAwait(false);
        if (of is not null)
        {
            _own.Add(of, id);
        }

        _notices.Send();

        // Without a generation it is of none that anybody knows: the node reads the log, and begins one.
        return new EvictionRecord(of ?? string.Empty, EvictionRecord.Unordered, id, Marker: 0, tags);
    }

    public async ValueTask<bool> IsInDatabaseOfAsync(DbTransaction transaction, CancellationToken cancellationToken) =>
        transaction is NpgsqlTransaction { Connection: { } connection } own && await _ownDatabase.IsOwnAsync(connection, own, cancellationToken).ConfigureAwait(false);

    public async ValueTask<TransactionalAppend> AppendAsync(IReadOnlyList<string> tags, DbTransaction transaction, CancellationToken cancellationToken)
    {
        if (transaction is not NpgsqlTransaction { Connection: { } connection } own)
        {
            throw new InvalidOperationException("The transaction is over, or is none of Npgsql: an eviction can commit only with one in the database of the eviction log.");
        }

        if (!await _ownDatabase.IsOwnAsync(connection, own, cancellationToken).ConfigureAwait(false))
        {
            throw new InvalidOperationException($"The transaction is in {connection.DataSource}/{connection.Database}, and the eviction log is in {_database.Server}, schema {_database.Schema}: an eviction can commit only with a transaction in the same database.");
        }

        var id = await AppendWithinAsync(new NpgsqlCommand(_appendWithin, connection, own), TagColumn.Of(tags), cancellationToken).ConfigureAwait(false);
        return new TransactionalAppend(new EvictionRecord(string.Empty, EvictionRecord.Unordered, id, Marker: 0, tags), _open.Add(id));
    }

    public async ValueTask<bool> TryAppendAndCommitAsync(IReadOnlyList<string> tags, DbTransaction transaction, CancellationToken cancellationToken)
    {
        if (transaction is not NpgsqlTransaction { Connection: { } connection } own || !await _ownDatabase.IsOwnAsync(connection, own, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        var statement = new NpgsqlBatchCommand(_appendWithin);
        statement.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = TagColumn.Of(tags) });
        await LastStatement.RunAndCommitAsync(connection, own, statement, cancellationToken).ConfigureAwait(false);
        return true;
    }

    public async ValueTask<bool> TryAppendAsync(IReadOnlyList<string> tags, DbConnection enlisted, CancellationToken cancellationToken)
    {
        if (enlisted is not NpgsqlConnection connection || !await _ownDatabase.IsOwnAsync(connection, null, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        if (tags.Count > 0)
        {
            await AppendWithinAsync(new NpgsqlCommand(_appendWithin, connection), TagColumn.Of(tags), cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    private static async ValueTask<long> AppendWithinAsync(NpgsqlCommand command, string[] tags, CancellationToken cancellationToken)
    {
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = tags });
            return (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
        }
    }

    private ValueTask<(long Id, string? Generation)> AppendAsync(string[] tags, CancellationToken cancellationToken) =>
        AppendAsync(_database.Log.CreateCommand(_append), tags, cancellationToken);

    private static async ValueTask<(long Id, string? Generation)> AppendAsync(NpgsqlCommand command, string[] tags, CancellationToken cancellationToken)
    {
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = tags });
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                return (reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetString(1));
            }
        }
    }

    public ValueTask<EvictionPage> ReadSinceAsync(EvictionCursor cursor, CancellationToken cancellationToken) =>
        _database.CallAsync(token => ReadAsync(cursor, token), cancellationToken);

    private async ValueTask<EvictionPage> ReadAsync(EvictionCursor cursor, CancellationToken cancellationToken)
    {
        var place = LogPlace.Parse(cursor.Place);
        if (place.Seen is { } seen && place.Reading is null)
        {
            _own.Forget(seen);
            _open.End(cursor.Generation, seen);
        }

        var raised = MarkerReason.None;
        for (var i = 0; i < MaximumTries; i++)
        {
            var rows = await _reading.ReadAsync(cursor, place, cancellationToken).ConfigureAwait(false);
            if (rows.Generation is not { } generation)
            {
                raised = await BeginAsync(null, MarkerReason.NewLog, raised, cancellationToken).ConfigureAwait(false);
                continue;
            }

            var isSame = generation == cursor.Generation;
            if (isSame && cursor.Known >= rows.Snapshot.Xmax)
            {
                // No node can know an id that was not given out yet.
                raised = await BeginAsync(generation, MarkerReason.LogRolledBack, raised, cancellationToken).ConfigureAwait(false);
                continue;
            }

            return PageOf(cursor, place, rows, isSame) with { Raised = raised };
        }

        throw new InvalidOperationException("The eviction log was replaced by a new one again and again while it was read.");
    }

    private async ValueTask<MarkerReason> BeginAsync(string? replaced, MarkerReason reason, MarkerReason before, CancellationToken cancellationToken)
    {
        if (!await _reading.BeginGenerationAsync(Guid.NewGuid().ToString("N"), replaced, cancellationToken).ConfigureAwait(false))
        {
            return before;
        }

        _logger.LogBegunAnew(MarkerReasonText.Of(reason));
        return reason;
    }

    private EvictionPage PageOf(EvictionCursor cursor, LogPlace place, LogRows rows, bool isSame)
    {
        var generation = rows.Generation!;
        var from = isSame ? place : LogPlace.Beginning;
        var through = from.Reading ?? rows.Snapshot;
        if (from.Reading is not null && through.Xmin <= rows.Compacted)
        {
            throw new InvalidOperationException("Evictions were compacted while they were read.");
        }

        var evictions = new List<EvictedTag>(rows.Evictions.Count);
        foreach (var eviction in rows.Evictions)
        {
            // A reader that starts from the beginning has applied nothing.
            if (from.Seen is null || !_own.Contains(generation, eviction.Sequence))
            {
                evictions.Add(eviction);
            }
        }

        // The janitor has dropped evictions in favour of newer ones that this node may have applied long ago: all in its memory could be meant.
        if (isSame && from is { Seen: { } seen, Reading: null } && seen.Xmin <= rows.Compacted)
        {
            evictions.Add(new EvictedTag(EvictedTag.Everything, rows.Compacted));
        }

        var next = rows.Last is { } last ? new LogPlace(from.Seen, through, last) : null;
        return new EvictionPage(
            generation,
            rows.Floor,
            through.Horizon,
            rows.Time,
            evictions,
            next is null ? null : new EvictionCursor(generation, rows.Last!.Value, cursor.Known) { Place = next.ToString() })
        {
            IsUnordered = true,
            Place = new LogPlace(through, null, 0).ToString(),
        };
    }
}
