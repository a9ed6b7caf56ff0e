using Microsoft.Extensions.Logging;
using Npgsql;
using Tasker.Caching.Engine;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.PostgreSql.Tests;

/// <summary>Opens back ends, and runs SQL as an application does.</summary>
internal static class PostgresTest
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static string NewSchema() => $"t{Guid.NewGuid():N}";

    public static PostgresBackend Open(PostgresServer server, string schema, ILoggerProvider? logs = null, Action<PostgresOptions>? configure = null, TimeSpan? retention = null)
    {
        var options = new PostgresOptions { ConnectionString = server.ConnectionString, Schema = schema, CreateSchema = true, MaxConnections = 4 };
        configure?.Invoke(options);
        var loggers = LoggerFactory.Create(logging =>
        {
            logging.SetMinimumLevel(LogLevel.Debug);
            if (logs is not null)
            {
                logging.AddProvider(logs);
            }
        });

        var request = new CacheBackendRequest("postgres", "test", KeyHead.HeadOf("test"), retention ?? TimeSpan.FromHours(2), TimeSpan.FromSeconds(10));
        var backend = PostgresBackend.Create(request, options, mayCreate: false, TimeProvider.System, loggers, out var problem);
        Assert.Equal(string.Empty, problem);
        return backend!;
    }

    /// <summary>Gets settings of nodes that wait long for the server, and gather nothing.</summary>
    public static CacheSettingsSource PatientSettings() =>
        new(CacheSettings.Of(new TaskerCachingOptions()) with { OperationTimeout = Deadline, GatherTime = TimeSpan.Zero });

    /// <summary>Reads the whole log from a cursor on.</summary>
    public static async Task<(EvictionCursor Next, List<EvictedTag> Evictions, EvictionPage Last)> ReadAsync(this IEvictionLog log, EvictionCursor cursor = default)
    {
        var evictions = new List<EvictedTag>();
        var page = await log.ReadSinceAsync(cursor, TestContext.Current.CancellationToken);
        var first = page;
        evictions.AddRange(page.Evictions);
        while (page.Continue is { } next)
        {
            page = await log.ReadSinceAsync(next, TestContext.Current.CancellationToken);
            evictions.AddRange(page.Evictions);
        }

        return (new EvictionCursor(first.Generation, first.Head, first.Head) { Place = page.Place }, evictions, page);
    }

    public static async Task ExecuteAsync(this NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public static async Task<T> ScalarAsync<T>(this NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    public static async Task ExecuteAsync(this NpgsqlTransaction transaction, string sql)
    {
        await using var command = new NpgsqlCommand(sql, transaction.Connection, transaction);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
