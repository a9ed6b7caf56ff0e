using Npgsql;

namespace Tasker.Caching.PostgreSql.Connections;

/// <summary>Runs a statement as the last one of a transaction, and commits: one round trip instead of two.</summary>
internal static class LastStatement
{
    /// <summary>Runs the statement and commits. If the statement fails, the server skips the commit.</summary>
    public static async ValueTask RunAndCommitAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, NpgsqlBatchCommand statement, CancellationToken cancellationToken)
    {
        var batch = new NpgsqlBatch(connection, transaction);
        await using (batch.ConfigureAwait(false))
        {
            batch.BatchCommands.Add(statement);

            // The transaction object learns of its end from the server, as from a COMMIT of the application's.
            batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
            await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
