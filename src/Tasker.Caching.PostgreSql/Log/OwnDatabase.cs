using System.Collections.Concurrent;
using Npgsql;
using Tasker.Caching.PostgreSql.Connections;

namespace Tasker.Caching.PostgreSql.Log;

/// <summary>Makes sure that a connection of the application leads to the database with the log.</summary>
internal sealed class OwnDatabase(PostgresDatabase database)
{
    // By what connections are told apart here. A name that led to the database once leads there until a failover, which takes the log along.
    private readonly ConcurrentDictionary<(string Server, string Database), bool> _known = [];

    /// <summary>Says whether a transaction is in the database with the log. It can go on in any case. An ambient one has no object.</summary>
    public async ValueTask<bool> IsOwnAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, CancellationToken cancellationToken)
    {
        var name = (connection.DataSource, connection.Database);
        if (_known.ContainsKey(name))
        {
            return true;
        }

        var isOwn = await AskAsync(connection, transaction, cancellationToken).ConfigureAwait(false);
        if (isOwn)
        {
            _known.TryAdd(name, true);
        }

        return isOwn;
    }

    private async ValueTask<bool> AskAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, CancellationToken cancellationToken)
    {
        // Asked for first: a function that is not there would abort the transaction.
        var exists = new NpgsqlCommand($"SELECT to_regprocedure('{database.Schema}.identity()') IS NOT NULL", connection, transaction);
        await using (exists.ConfigureAwait(false))
        {
            if (await exists.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not true)
            {
                return false;
            }
        }

        var identity = $"SELECT {database.Schema}.identity()";
        var there = new NpgsqlCommand(identity, connection, transaction);
        await using (there.ConfigureAwait(false))
        {
            var here = database.Log.CreateCommand(identity);
            await using (here.ConfigureAwait(false))
            {
                return await there.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is string first
                    && await here.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is string second
                    && first == second;
            }
        }
    }
}
