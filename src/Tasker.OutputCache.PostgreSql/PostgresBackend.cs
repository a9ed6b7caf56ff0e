using Microsoft.Extensions.Logging;
using Tasker.Caching.PostgreSql.Connections;
using Tasker.Caching.PostgreSql.Entries;
using Tasker.Caching.PostgreSql.Log;
using Tasker.OutputCache;
using Tasker.OutputCache.Diagnostics.Guards;
using Tasker.OutputCache.Hosting;
using Tasker.OutputCache.Policies;
using Tasker.OutputCache.Tiers;

namespace Tasker.Caching.PostgreSql;

/// <summary>The eviction log and the far tier of one deployment in one database.</summary>
internal sealed class PostgresBackend : IPackageBackend
{
    // One response must not crowd out all others.
    private const int LargestShare = 4;
    private const long Largest = 64L << 20;

    private readonly PostgresDatabase _database;
    private readonly Notices _notices;

    private PostgresBackend(string name, PostgresDatabase database, PostgresOptions options, TaskerOutputCacheOptions cache, TimeProvider clock, ILogger logger)
    {
        _database = database;
        _notices = new Notices(database, clock, logger);
        Horizon = new HorizonWatch(database, clock, logger);
        Janitor = new PostgresJanitor(database, Horizon, cache.Evictions.Retention, options.MaxBytes, clock, logger);
        var log = new PostgresEvictionLog(database, _notices, clock, logger);
        var far = new PostgresFarTier(database, _notices, KeyTemplate.HeadOf(cache.KeyPrefix), Math.Min(Largest, options.MaxBytes / LargestShare), logger);
        Backend = new CacheBackend(name, log, far) { Owner = this, PollInterval = options.PollInterval, Limits = () => Horizon.Limits };
    }

    public CacheBackend Backend { get; }

    public bool IsDisposed { get; private set; }

    /// <summary>Gets a value indicating whether this node hears of others' evictions at once.</summary>
    public bool IsListening => _notices.IsListening;

    /// <summary>Gets the janitor, for tests.</summary>
    internal PostgresJanitor Janitor { get; }

    /// <summary>Gets what watches over the horizon, for tests.</summary>
    internal HorizonWatch Horizon { get; }

    /// <summary>Gets the database, for tests.</summary>
    internal PostgresDatabase Database => _database;

    /// <summary>Makes the back end. It connects in the background.</summary>
    /// <param name="name">The name that configuration gives it.</param>
    /// <param name="options">How PostgreSQL is reached.</param>
    /// <param name="cache">The options of the cache.</param>
    /// <param name="mayCreate">Whether a schema that is missing is created, unless the options say.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="loggers">Makes the logger.</param>
    /// <param name="problem">What is wrong with the options, or empty.</param>
    /// <returns>The back end, or <see langword="null"/> if the options are wrong.</returns>
    public static PostgresBackend? Create(
        string name, PostgresOptions options, TaskerOutputCacheOptions cache, bool mayCreate, TimeProvider clock, ILoggerFactory loggers, out string problem)
    {
        var logger = loggers.CreateLogger<PostgresBackend>().Guarded();
        if (PostgresDatabase.Create(options, mayCreate, clock, logger, out problem) is not { } database)
        {
            return null;
        }

        var backend = new PostgresBackend(name, database, options, cache, clock, logger);
        backend._notices.Open();
        backend.Janitor.Open();
        return backend;
    }

    public async ValueTask DisposeAsync()
    {
        IsDisposed = true;
        await _notices.DisposeAsync().ConfigureAwait(false);
        await Janitor.DisposeAsync().ConfigureAwait(false);
        await _database.DisposeAsync().ConfigureAwait(false);
    }
}
