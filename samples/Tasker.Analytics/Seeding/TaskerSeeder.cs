using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Dapper;
using Microsoft.Extensions.Options;
using Tasker.Analytics.Database;

namespace Tasker.Analytics.Seeding;

/// <summary>Creates the tables and fills them, once; later starts find them and only bring the times up to date.</summary>
internal sealed class TaskerSeeder(ITaskerDatabase database, IOptions<SeedOptions> options, TimeProvider time, ILogger<TaskerSeeder> logger)
{
    // Within this, "the last 24 hours" still have most of their tasks.
    private static readonly TimeSpan StaleAfter = TimeSpan.FromHours(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);

        // One transaction: what is interrupted has not happened, and a second instance waits and finds the work done.
        var changed = false;
        using (var transaction = database.BeginExclusive(connection))
        {
            await connection.ExecuteAsync(new CommandDefinition(TaskerSchema.Marker, transaction: transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
            var version = await connection.QuerySingleOrDefaultAsync<long?>(new CommandDefinition(
                "SELECT schema_version FROM tasker_seed", transaction: transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);

            changed = version switch
            {
                null => Fill(connection, transaction, cancellationToken),
                TaskerSchema.Version => Add(connection, transaction) | await BringUpToDateAsync(connection, transaction, cancellationToken).ConfigureAwait(false),
                _ => throw new InvalidOperationException(
                    $"The tables in {database.Description} are of version {version}, this sample needs {TaskerSchema.Version}. Delete the file, or the tasker_* tables, and start again."),
            };

            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }

        if (changed)
        {
            database.Settle(connection);
        }
    }

    private bool Fill(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        var seed = options.Value;
        var watch = Stopwatch.StartNew();
        logger.LogInformation("Seeding {Tasks} task executions over {Days} days into {Database}; this happens once.", seed.Tasks, seed.Days, database.Description);

        connection.Execute(TaskerSchema.Tables(database.KeyType), transaction: transaction);
        new SeedWriter(database, connection, logger, cancellationToken).Write(new SeedHistory(seed, time.GetUtcNow().ToUnixTimeMilliseconds()));
        Add(connection, transaction);
        connection.Execute(TaskerSchema.Indexes, transaction: transaction, commandTimeout: 120);
        connection.Execute("INSERT INTO tasker_seed (schema_version, random, tasks) VALUES (@Version, @Random, @Tasks)", new { TaskerSchema.Version, seed.Random, seed.Tasks }, transaction);

        logger.LogInformation("Seeded in {Seconds} s.", watch.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture));
        return true;
    }

    private bool Add(DbConnection connection, DbTransaction transaction)
    {
        connection.Execute(TaskerSchema.Additions(database.KeyType), transaction: transaction);

        if (connection.ExecuteScalar<long>("SELECT COUNT(*) FROM tasker_tickets", transaction: transaction) > 0)
        {
            return false;
        }

        SeedTickets.Write(database, connection, new SeedRandom(options.Value.Random), time.GetUtcNow().ToUnixTimeMilliseconds());
        return true;
    }

    private async Task<bool> BringUpToDateAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        var newest = await connection.ExecuteScalarAsync<long?>(new CommandDefinition(TaskerSchema.Newest, transaction: transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        var shift = time.GetUtcNow().ToUnixTimeMilliseconds() - newest.GetValueOrDefault();

        if (newest is null || shift < StaleAfter.TotalMilliseconds)
        {
            return false;
        }

        logger.LogInformation("The newest task is {Hours} hours old; moving the sample's history forward, so that there is something to see.", shift / 3_600_000);
        await connection.ExecuteAsync(new CommandDefinition(TaskerSchema.Shift, new { Shift = shift }, transaction, commandTimeout: 120, cancellationToken: cancellationToken)).ConfigureAwait(false);
        return true;
    }
}
