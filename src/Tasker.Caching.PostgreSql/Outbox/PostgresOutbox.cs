using System.Data.Common;
using Microsoft.Extensions.Logging;
using Npgsql;
using Tasker.Caching.Backends;
using Tasker.Caching.PostgreSql.Connections;
using Tasker.Caching.PostgreSql.Log;

namespace Tasker.Caching.PostgreSql.Outbox;

/// <summary>Evictions in a table of the application's database until the eviction log, which is elsewhere, has them.</summary>
internal sealed class PostgresOutbox : IEvictionOutbox, IAsyncDisposable
{
    // One turn holds its rows for as long as the log takes for all of them at once.
    private const int RowsOfATurn = 500;

    private readonly CancellationTokenSource _stopping = new();
    private readonly PostgresDatabase _database;
    private readonly OutboxStatements _statements;
    private readonly OutboxWatch _watch;
    private readonly OwnDatabase _ownDatabase;
    private readonly OpenRows _open;
    private readonly string _deployment;
    private volatile bool _isThere;

    public PostgresOutbox(PostgresDatabase database, string deployment, TimeSpan pollInterval, TimeProvider clock, ILogger logger)
    {
        _database = database;
        _deployment = deployment;
        PollInterval = pollInterval;
        _statements = new OutboxStatements(database.Schema);
        _watch = new OutboxWatch(clock, logger);
        _ownDatabase = new OwnDatabase(database);
        _open = new OpenRows(clock, AskAsync);
    }

    public TimeSpan PollInterval { get; }

    public IReadOnlyList<string> Limits => _watch.Limits;

    public async ValueTask<bool> IsInDatabaseOfAsync(DbTransaction transaction, CancellationToken cancellationToken)
    {
        if (transaction is not NpgsqlTransaction { Connection: { } connection } own)
        {
            return false;
        }

        await MakeSureAsync(cancellationToken).ConfigureAwait(false);
        return await _ownDatabase.IsOwnAsync(connection, own, cancellationToken).ConfigureAwait(false);
    }

    // Before the first poll the tables may be missing, and a transaction in the right database would look like one in another.
    private async ValueTask MakeSureAsync(CancellationToken cancellationToken)
    {
        if (!_isThere)
        {
            await CountAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask<long> AddAsync(IReadOnlyList<string> tags, DbTransaction transaction, CancellationToken cancellationToken)
    {
        if (!await IsInDatabaseOfAsync(transaction, cancellationToken).ConfigureAwait(false) || transaction is not NpgsqlTransaction { Connection: { } connection } own)
        {
            throw new InvalidOperationException($"The transaction is over, or is not in {_database.Server}, where the outbox of evictions is (schema {_database.Schema}): an eviction can commit only with a transaction in that database.");
        }

        return await AddAsync(new NpgsqlCommand(_statements.Add, connection, own), tags, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> TryAddAndCommitAsync(IReadOnlyList<string> tags, DbTransaction transaction, CancellationToken cancellationToken)
    {
        if (!await IsInDatabaseOfAsync(transaction, cancellationToken).ConfigureAwait(false) || transaction is not NpgsqlTransaction { Connection: { } connection } own)
        {
            return false;
        }

        var statement = new NpgsqlBatchCommand(_statements.Add);
        statement.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _deployment });
        statement.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = TagColumn.Of(tags) });
        await LastStatement.RunAndCommitAsync(connection, own, statement, cancellationToken).ConfigureAwait(false);
        return true;
    }

    public async ValueTask<bool> TryAddAsync(IReadOnlyList<string> tags, DbConnection enlisted, CancellationToken cancellationToken)
    {
        if (enlisted is not NpgsqlConnection connection)
        {
            return false;
        }

        await MakeSureAsync(cancellationToken).ConfigureAwait(false);
        if (!await _ownDatabase.IsOwnAsync(connection, null, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        if (tags.Count > 0)
        {
            await AddAsync(new NpgsqlCommand(_statements.Add, connection), tags, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    private async ValueTask<long> AddAsync(NpgsqlCommand command, IReadOnlyList<string> tags, CancellationToken cancellationToken)
    {
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _deployment });
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = TagColumn.Of(tags) });
            return (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
        }
    }

    public Task<bool> MayHaveCommittedAsync(long transactionId) => _open.FollowAsync(transactionId, _stopping.Token);

    private async Task<IReadOnlyDictionary<long, string?>> AskAsync(long[] ids, CancellationToken cancellationToken)
    {
        var statuses = new Dictionary<long, string?>(ids.Length);
        var command = _database.Log.CreateCommand(_statements.Status);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = ids });
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    statuses.Add(reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetString(1));
                }
            }
        }

        return statuses;
    }

    public async ValueTask<long> CountAsync(CancellationToken cancellationToken)
    {
        try
        {
            var (waiting, first) = await _database.CallAsync(ReadCountAsync, cancellationToken).ConfigureAwait(false);
            _isThere = true;
            _watch.Note(waiting, first);
            return waiting;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            _watch.NoteUnreadable(exception);
            throw;
        }
    }

    private async ValueTask<(long Waiting, long First)> ReadCountAsync(CancellationToken cancellationToken)
    {
        var command = _database.Log.CreateCommand(_statements.Count);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _deployment });
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                return (reader.GetInt64(0), reader.GetInt64(1));
            }
        }
    }

    public async ValueTask<int> RelayAsync(Func<IReadOnlyList<string>, CancellationToken, ValueTask<bool>> append, CancellationToken cancellationToken)
    {
        var connection = await _database.Log.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var (rows, tags) = await TakeAsync(connection, transaction, cancellationToken).ConfigureAwait(false);
                if (rows == 0 || !await append([.. tags], cancellationToken).ConfigureAwait(false))
                {
                    // Disposed of, the transaction is rolled back: the rows wait on.
                    return 0;
                }

                // Should this fail, they are relayed once more.
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                return rows;
            }
        }
    }

    private async ValueTask<(int Rows, HashSet<string> Tags)> TakeAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var tags = new HashSet<string>(StringComparer.Ordinal);
        var rows = 0;
        var batch = new NpgsqlBatch(connection, transaction);
        await using (batch.ConfigureAwait(false))
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(_statements.BoundTransaction));
            var take = new NpgsqlBatchCommand(_statements.Take);
            take.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _deployment });
            take.Parameters.Add(new NpgsqlParameter<int> { TypedValue = RowsOfATurn });
            batch.BatchCommands.Add(take);
            var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    rows++;
                    tags.UnionWith(reader.GetFieldValue<string[]>(0));
                }
            }
        }

        return (rows, tags);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _database.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }
}
