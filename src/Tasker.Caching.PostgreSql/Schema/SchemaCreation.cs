using Microsoft.Extensions.Logging;
using Npgsql;

namespace Tasker.Caching.PostgreSql.Schema;

/// <summary>Creates the schema where it is missing and may be created.</summary>
internal sealed class SchemaCreation(NpgsqlDataSource source, string schema, bool isAllowed, TimeProvider clock, ILogger logger) : IDisposable
{
    private const int SecondsOfScript = 30;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _one = new(1, 1);
    private long _triedAt = long.MinValue;
    private bool _isSaid;

    /// <summary>Says whether a call failed because a table, a function or the whole schema is missing.</summary>
    public static bool IsMissing(PostgresException exception) => exception.SqlState is
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.UndefinedColumn;

    /// <returns>Whether the script has run, now or a moment ago.</returns>
    public async ValueTask<bool> TryCreateAsync(CancellationToken cancellationToken)
    {
        if (!isAllowed)
        {
            if (!Interlocked.Exchange(ref _isSaid, true))
            {
                logger.SchemaMissing(schema);
            }

            return false;
        }

        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Not in a loop with a script that does not help.
            if (_triedAt != long.MinValue && clock.GetElapsedTime(_triedAt) < Pause)
            {
                return true;
            }

            await RunAsync(cancellationToken).ConfigureAwait(false);
            _triedAt = clock.GetTimestamp();
            logger.SchemaCreated(schema);
            return true;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var command = connection.CreateCommand();
                await using (command.ConfigureAwait(false))
                {
                    command.CommandText = SchemaScript.CreateSql(schema);
                    command.CommandTimeout = SecondsOfScript;
                    await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                }

                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
