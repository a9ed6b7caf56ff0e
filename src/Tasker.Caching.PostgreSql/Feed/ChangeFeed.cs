using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Npgsql.Replication;
using Npgsql.Replication.PgOutput;
using Tasker.Caching.Backends;
using Tasker.Caching.PostgreSql.Connections;

namespace Tasker.Caching.PostgreSql.Feed;

/// <summary>Evicts what other programs change in tables, as the logical replication of the database tells it. One instance of a deployment reads; the others wait for it to end.</summary>
/// <remarks>The server forgets a change when the reader has confirmed it, and it confirms when the eviction log has the eviction. So nothing is lost while no instance runs.</remarks>
internal sealed class ChangeFeed : BackgroundService
{
    // Values are spelt as triggers spell them.
    private const string Spelling = "-c TimeZone=UTC -c DateStyle=ISO -c IntervalStyle=iso_8601 -c extra_float_digits=1 -c bytea_output=hex";

    // The server must notice that the one that holds the lock is cut off, so that another takes its turn; by itself it would after two hours.
    private const string Keepalive = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3";

    private static readonly TimeSpan TurnPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StatusInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BeatInterval = TimeSpan.FromSeconds(10);

    private readonly CacheBackendContext<PostgresOptions> _context;
    private readonly TableMapping[] _mappings;
    private readonly FeedEvictor _evictor;
    private readonly IOptions<TaskerCachingOptions> _cache;
    private readonly FeedWatch _watch;
    private readonly IHostEnvironment _environment;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private int _isSaid;

    public ChangeFeed(
        CacheBackendContext<PostgresOptions> context, IEnumerable<TableMapping> mappings, FeedEvictor evictor, IOptions<TaskerCachingOptions> cache, FeedWatch watch, IHostEnvironment environment, TimeProvider clock, ILogger<ChangeFeed> logger)
    {
        _context = context;
        _mappings = [.. mappings];
        _evictor = evictor;
        _cache = cache;
        _watch = watch;
        _environment = environment;
        _clock = clock;
        _logger = CacheGuard.Guarded(logger);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        // They are read with those of the cache.
        var deployment = _cache.Value.KeyPrefix;
        var options = _context.ReadOptions();
        if (PostgresDatabase.Create(options, _environment.IsDevelopment(), _clock, _logger, out var problem) is not { } database)
        {
            Say(problem);
            return;
        }

        await using (database.ConfigureAwait(false))
        {
            var statements = new FeedStatements(options.Schema);
            await Task.WhenAll(
                RepeatAsync(token => HoldAsync(database, statements, options, token), RetryPause, OnStopped, stoppingToken),
                RepeatAsync(
                    token => _watch.LookAsync(database.Log, statements.Watch, deployment, _logger, token),
                    BeatInterval,
                    exception => _logger.TaskFailed(exception, "looking at the slot of the change feed"),
                    stoppingToken)).ConfigureAwait(false);
        }
    }

    private async Task RepeatAsync(Func<CancellationToken, Task> run, TimeSpan pause, Action<Exception> onFailed, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var next = pause;
            try
            {
                await run(stopping).ConfigureAwait(false);
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                // The end.
            }
            catch (Exception exception)
            {
                // The slot remembers where it was: what is not confirmed comes again.
                onFailed(exception);
                next = exception is FeedNotPossibleException ? BeatInterval : pause;
            }

            await Task.Delay(next, _clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void OnStopped(Exception exception)
    {
        if (exception is PostgresException { SqlState: PostgresErrorCodes.ObjectInUse })
        {
            // The server has yet to notice that the instance that read it is gone.
            _logger.TaskFailed(exception, "reading the change feed");
            return;
        }

        Say(exception is FeedNotPossibleException ? exception.Message : $"{exception.GetType().Name}: {exception.Message}");
    }

    private void Say(string problem)
    {
        // Once until it runs again, however the words change: an outage has many.
        if (Interlocked.Exchange(ref _isSaid, 1) == 0)
        {
            _watch.NoteProblem(problem);
            _logger.FeedStopped(problem);
        }
    }

    private async Task HoldAsync(PostgresDatabase database, FeedStatements statements, PostgresOptions options, CancellationToken stopping)
    {
        var connection = await OpenAsync(database, options, stopping).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var slot = new FeedSlot(connection, statements, options.Schema, _cache.Value.KeyPrefix, _mappings, options.CreateSchema ?? _environment.IsDevelopment());
            while (!await slot.TryHoldAsync(stopping).ConfigureAwait(false))
            {
                Volatile.Write(ref _isSaid, 0);
                await Task.Delay(TurnPause, _clock, stopping).ConfigureAwait(false);
            }

            var (name, isReady) = await slot.PrepareAsync(stopping).ConfigureAwait(false);
            if (!isReady)
            {
                // What was computed before the slot began may be from before changes that it does not bring.
                await _evictor.EvictAsync([.. _mappings.SelectMany(static mapping => mapping.Unknown).Distinct()], stopping).ConfigureAwait(false);
                await slot.SetReadyAsync(stopping).ConfigureAwait(false);
            }

            foreach (var table in await slot.FindWithoutOldRowsAsync(stopping).ConfigureAwait(false))
            {
                _logger.FeedWithoutOldRows(table);
            }

            await FollowAsync(database.Log, slot, name, options, stopping).ConfigureAwait(false);
        }
    }

    // The table of the feed may be missing, in a schema that an earlier version has made. The lock is the connection's, which must end with it.
    private static async Task<NpgsqlConnection> OpenAsync(PostgresDatabase database, PostgresOptions options, CancellationToken cancellationToken)
    {
        await database.CallAsync(
            async token =>
            {
                var probe = database.Log.CreateCommand($"SELECT FROM {database.Schema}.feed LIMIT 0");
                await using (probe.ConfigureAwait(false))
                {
                    return await probe.ExecuteNonQueryAsync(token).ConfigureAwait(false);
                }
            },
            cancellationToken).ConfigureAwait(false);
        var settings = new NpgsqlConnectionStringBuilder(options.ConnectionString) { Pooling = false, Enlist = false, TcpKeepAlive = true };
        settings.Options = With(settings.Options, Keepalive);
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        return connection;
    }

    private static string With(string? options, string more) => string.IsNullOrEmpty(options) ? more : $"{options} {more}";

    private async Task FollowAsync(NpgsqlDataSource source, FeedSlot slot, string name, PostgresOptions options, CancellationToken stopping)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var settings = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        settings.Options = With(settings.Options, Spelling);
        var replication = new LogicalReplicationConnection(settings.ConnectionString) { WalReceiverStatusInterval = StatusInterval };
        await using (replication.ConfigureAwait(false))
        {
            await replication.Open(ending.Token).ConfigureAwait(false);
            var reading = ReadAsync(replication, source, slot, name, options.Schema, ending.Token);
            var beating = BeatAsync(slot, ending.Token);
            _logger.FeedHeld(name);
            Volatile.Write(ref _isSaid, 0);
            try
            {
                await await Task.WhenAny(reading, beating).ConfigureAwait(false);
            }
            finally
            {
                await ending.CancelAsync().ConfigureAwait(false);
                await Task.WhenAll(reading, beating).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ReadAsync(LogicalReplicationConnection replication, NpgsqlDataSource source, FeedSlot slot, string name, string schema, CancellationToken cancellationToken)
    {
        var tags = new FeedTags(_logger);
        var reader = new FeedReader(new FeedTables(source, _mappings), tags, schema);
        var options = new PgOutputReplicationOptions(slot.Publication, PgOutputProtocolVersion.V1);
        await foreach (var message in replication.StartReplication(new PgOutputReplicationSlot(name), options, cancellationToken).ConfigureAwait(false))
        {
            if (await reader.ReadAsync(message, cancellationToken).ConfigureAwait(false) is { } commit)
            {
                // The message is another one after the next reading.
                var end = commit.TransactionEndLsn;
                if (!tags.IsEmpty)
                {
                    await _evictor.EvictAsync(tags.All, cancellationToken).ConfigureAwait(false);
                    tags.Clear();
                }

                replication.SetReplicationStatus(end);
            }
        }
    }

    private async Task BeatAsync(FeedSlot slot, CancellationToken cancellationToken)
    {
        // A table that was dropped and made again is not published any more: the feed begins again, with another slot.
        while (await slot.IsCompleteAsync(cancellationToken).ConfigureAwait(false))
        {
            await slot.BeatAsync(cancellationToken).ConfigureAwait(false);
            await Task.Delay(BeatInterval, _clock, cancellationToken).ConfigureAwait(false);
        }
    }
}
