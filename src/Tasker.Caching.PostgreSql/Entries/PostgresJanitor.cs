using Microsoft.Extensions.Logging;
using Npgsql;
using Tasker.Caching.PostgreSql.Connections;
using Tasker.Caching.PostgreSql.Log;

namespace Tasker.Caching.PostgreSql;

/// <summary>Keeps log and entries within their bounds. Every node has one; an advisory lock lets one at a time do the work.</summary>
internal sealed class PostgresJanitor(PostgresDatabase database, HorizonWatch horizon, TimeSpan retention, long budget, TimeProvider clock, ILogger logger) : IAsyncDisposable
{
    // What a node may be behind before it has to take everything in its memory for void.
    private static readonly TimeSpan Lag = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private const int SecondsOfKeeping = 30;
    private const int StepsOfRetention = 100;
    private const long EnoughToCompact = 1000;
    private const int MostEntries = 10_000;

    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public void Open() => _running = Task.Run(RunAsync);

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false))
            {
                await TryAsync("keeping the eviction log", KeepLogAsync).ConfigureAwait(false);
                await TryAsync("keeping entries", KeepEntriesAsync).ConfigureAwait(false);
                await TryAsync("watching the horizon", horizon.LookAsync).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private async Task TryAsync(string name, Func<CancellationToken, Task> run)
    {
        try
        {
            await run(_stopping.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.TaskFailed(exception, name);
        }
    }

    /// <summary>Keeps the log, if no other node does.</summary>
    public async Task KeepLogAsync(CancellationToken cancellationToken)
    {
        var step = retention / StepsOfRetention;
        var (forgotten, compacted) = await KeepAsync(
            database.Log,
            $"SELECT forgotten, compacted_away FROM {database.Schema}.keep($1, $2, $3, $4)",
            cancellationToken,
            new NpgsqlParameter<TimeSpan> { TypedValue = retention },
            new NpgsqlParameter<TimeSpan> { TypedValue = Lag },
            new NpgsqlParameter<TimeSpan> { TypedValue = step < Interval ? step : Interval },
            new NpgsqlParameter<long> { TypedValue = EnoughToCompact }).ConfigureAwait(false);
        if (forgotten + compacted > 0)
        {
            logger.LogKept(forgotten, compacted);
        }
    }

    /// <summary>Keeps the entries, if no other node does.</summary>
    public async Task KeepEntriesAsync(CancellationToken cancellationToken)
    {
        var (expired, crowdedOut) = await KeepAsync(
            database.Entries,
            $"SELECT expired, crowded_out FROM {database.Schema}.keep_entries($1, $2)",
            cancellationToken,
            new NpgsqlParameter<long> { TypedValue = budget },
            new NpgsqlParameter<int> { TypedValue = MostEntries }).ConfigureAwait(false);
        if (crowdedOut > 0)
        {
            logger.EntriesCrowdedOut(crowdedOut, expired, budget);
        }
    }

    private static async Task<(long First, long Second)> KeepAsync(NpgsqlDataSource source, string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        var command = source.CreateCommand(sql);
        await using (command.ConfigureAwait(false))
        {
            command.CommandTimeout = SecondsOfKeeping;
            command.Parameters.AddRange(parameters);
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                return (reader.GetInt64(0), reader.GetInt64(1));
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stopping.Dispose();
    }
}
