using Microsoft.Extensions.Logging;
using Tasker.Caching.Backends;
using Tasker.Caching.PostgreSql.Connections;
using Tasker.Caching.PostgreSql.Entries;
using Tasker.Caching.PostgreSql.Log;

namespace Tasker.Caching.PostgreSql;

/// <summary>The eviction log and the far tier of one deployment in one database.</summary>
internal sealed class PostgresBackend : IAsyncDisposable
{
    // One response must not crowd out all others.
    private const int LargestShare = 4;
    private const long Largest = 64L << 20;

    private readonly PostgresDatabase _database;
    private readonly Notices _notices;

    private PostgresBackend(CacheBackendRequest request, PostgresDatabase database, PostgresOptions options, TimeProvider clock, ILogger logger)
    {
        _database = database;
        _notices = new Notices(database, clock, logger);
        Horizon = new HorizonWatch(database, clock, logger);
        Janitor = new PostgresJanitor(database, Horizon, request.Retention, options.MaxBytes, clock, logger);
        var log = new PostgresEvictionLog(database, _notices, clock, logger);
        var far = new PostgresFarTier(database, _notices, request.EntryHead, Math.Min(Largest, options.MaxBytes / LargestShare), logger);
        Backend = new CacheBackend(request.Name, log, far)
        {
            Owner = this,
            PollInterval = options.PollInterval,
            Instances = new PostgresInstances(database, request.KeyPrefix),
            Limits = () => Horizon.Limits,
        };
    }

    public CacheBackend Backend { get; }

    /// <summary>Gets a value indicating whether this node hears of others' evictions at once.</summary>
    public bool IsListening => _notices.IsListening;

    /// <summary>Gets the janitor, for tests.</summary>
    internal PostgresJanitor Janitor { get; }

    /// <summary>Gets what watches over the horizon, for tests.</summary>
    internal HorizonWatch Horizon { get; }

    /// <summary>Gets the database, for tests.</summary>
    internal PostgresDatabase Database => _database;

    /// <summary>Makes the back end. It connects in the background.</summary>
    /// <param name="request">What the cache asks for.</param>
    /// <param name="options">How PostgreSQL is reached.</param>
    /// <param name="mayCreate">Whether a schema that is missing is created, unless the options say.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="loggers">Makes the logger.</param>
    /// <param name="problem">What is wrong with the options, or empty.</param>
    /// <returns>The back end, or <see langword="null"/> if the options are wrong.</returns>
    public static PostgresBackend? Create(
        CacheBackendRequest request, PostgresOptions options, bool mayCreate, TimeProvider clock, ILoggerFactory loggers, out string problem)
    {
        var logger = CacheGuard.Guarded(loggers.CreateLogger<PostgresBackend>());
        if (PostgresDatabase.Create(options, mayCreate, clock, logger, out problem) is not { } database)
        {
            return null;
        }

        var backend = new PostgresBackend(request, database, options, clock, logger);
        backend._notices.Open();
        backend.Janitor.Open();
        return backend;
    }

    public async ValueTask DisposeAsync()
    {
        await _notices.DisposeAsync().ConfigureAwait(false);
        await Janitor.DisposeAsync().ConfigureAwait(false);
        await _database.DisposeAsync().ConfigureAwait(false);
    }
}
