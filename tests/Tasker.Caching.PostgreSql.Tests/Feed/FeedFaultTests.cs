using System.Globalization;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Tasker.Caching.Engine;
using Tasker.Caching.PostgreSql.Tests.Faults;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Faults;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.PostgreSql.Tests.Feed;

/// <summary>A change feed over the log of a real Redis, whose instances reach PostgreSQL and Redis through proxies that break. An instance without the feed has cached every row, and must come to answer as the database does.</summary>
public sealed class FeedFaultTests : IAsyncLifetime
{
    private const int Rows = 20;
    private const int HeldLog = 1066;
    private static readonly string[] Logical = ["wal_level=logical"];
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    private readonly CollectingLoggerProvider _logs = new();
    private readonly List<IHost> _hosts = [];
    private PostgresServer? _server;
    private RedisServer? _redis;
    private FaultProxy? _proxy;
    private FaultProxy? _redisProxy;
    private IHost? _plain;
    private string _database = string.Empty;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private FaultProxy Proxy => _proxy!;

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.StartNewAsync(Token, Logical);
        _redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        _proxy = await FaultProxy.StartAsync(_server.Port);
        _redisProxy = await FaultProxy.StartAsync(_redis.Port);
        _database = _server.ConnectionString;
        await RunAsync(SchemaScript.CreateSql());
        await RunAsync($"CREATE TABLE rows (id int PRIMARY KEY, version int NOT NULL); ALTER TABLE rows REPLICA IDENTITY FULL; INSERT INTO rows SELECT id, 0 FROM generate_series(0, {Rows - 1}) AS id");
        _plain = await StartAsync(hasFeed: false, _server.Port, _redis.Port);
    }

    public async ValueTask DisposeAsync()
    {
        Proxy.Heal();
        _redisProxy!.Heal();
        foreach (var host in _hosts)
        {
            await host.StopAsync(CancellationToken.None);
            host.Dispose();
        }

        await Proxy.DisposeAsync();
        await _redisProxy.DisposeAsync();
        await _redis!.DisposeAsync();
        await _server!.DisposeAsync();
        _logs.Dispose();
    }

    private async Task<IHost> StartAsync(bool hasFeed, int databasePort, int redisPort)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["common:cache:backend"] = "redis",
            ["common:cache:redis:url"] = string.Create(CultureInfo.InvariantCulture, $"redis://127.0.0.1:{redisPort}"),
            ["common:cache:operation_timeout_milliseconds"] = "2000",
            ["common:cache:postgres:connection_string"] = new NpgsqlConnectionStringBuilder(_server!.ConnectionString) { Port = databasePort }.ConnectionString,
            ["common:cache:postgres:create_schema"] = "true",
        });
        builder.Logging.AddProvider(_logs);
        var cache = builder.Services.AddTaskerCaching(builder.Configuration).AddRedis();
        if (hasFeed)
        {
            cache.EvictOnChange("rows", static row => [$"row-{row["id"]}"]);
        }

        var host = builder.Build();
        _hosts.Add(host);
        await host.StartAsync(Token);
        return host;
    }

    private async Task<IHost> StartFeedAsync(int databasePort, int redisPort)
    {
        var host = await StartAsync(hasFeed: true, databasePort, redisPort);
        await WaitForReaderAsync();

        // What is from before the slot is evicted first, and must not stand for what follows.
        await Eventually.Async(async _ => await ScalarAsync<bool>("SELECT ready FROM tasker_cache.feed"), Deadline, "all from before the slot is evicted", Token);
        await Eventually.Async(async _ => await CountStaleAsync() == 0, Deadline, "all is cached", Token);
        return host;
    }

    private Task WaitForReaderAsync() => Eventually.Async(
        async _ => await ScalarAsync<long>("SELECT count(*) FROM pg_replication_slots WHERE slot_name IN (SELECT slot FROM tasker_cache.feed WHERE ready) AND active") == 1, Deadline, "an instance reads the feed", Token);

    private async Task RunAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create($"{_database};Pooling=false");
        await source.ExecuteAsync(sql);
    }

    private async Task<T> ScalarAsync<T>(string sql)
    {
        await using var source = NpgsqlDataSource.Create($"{_database};Pooling=false");
        return await source.ScalarAsync<T>(sql);
    }

    private Task ChangeAsync(int row) => RunAsync($"UPDATE rows SET version = version + 1 WHERE id = {row}");

    private async Task<int> CountStaleAsync()
    {
        var cache = _plain!.Services.GetRequiredService<HybridCache>();
        var versions = await ScalarAsync<int[]>("SELECT array_agg(version ORDER BY id) FROM rows");
        var stale = 0;
        for (var row = 0; row < Rows; row++)
        {
            var version = versions[row];
            var answer = await cache.GetOrCreateAsync($"row:{row}", _ => ValueTask.FromResult(version), tags: [$"row-{row}"], cancellationToken: Token);
            stale += answer == version ? 0 : 1;
        }

        return stale;
    }

    private Task NothingIsStaleAsync() => Eventually.Async(async _ => await CountStaleAsync() == 0, Deadline, "every answer is what the database has", Token);

    [Fact]
    public async Task Change_LogInRedis_IsEvictedInAnInstanceWithoutTheFeed()
    {
        await StartFeedAsync(_server!.Port, _redis!.Port);

        await ChangeAsync(3);

        await NothingIsStaleAsync();
    }

    [Fact]
    public async Task Database_SilentToTheReader_WhatChangesMeanwhileIsEvictedAfterIt()
    {
        await StartFeedAsync(Proxy.Port, _redis!.Port);
        Proxy.Set(ProxyFault.BlackHole);

        for (var row = 0; row < 5; row++)
        {
            await ChangeAsync(row);
        }

        // Nothing else evicts them.
        Assert.Equal(5, await CountStaleAsync());
        Proxy.Heal();
        await NothingIsStaleAsync();
    }

    [Fact]
    public async Task Reader_IsCutOff_AnotherInstanceTakesOver()
    {
        await StartFeedAsync(Proxy.Port, _redis!.Port);
        await StartAsync(hasFeed: true, _server!.Port, _redis.Port);
        Proxy.Set(ProxyFault.Refused);
        await ChangeAsync(1);

        await NothingIsStaleAsync();
        await WaitForReaderAsync();
        Assert.Equal(2, _logs.Entries.Count(static entry => entry.EventId.Id == HeldLog));
        Proxy.Heal();
        await ChangeAsync(2);
        await NothingIsStaleAsync();
    }

    [Fact]
    public async Task Connections_CutInTheMiddleOfReplies_NothingIsLost()
    {
        await StartFeedAsync(Proxy.Port, _redis!.Port);

        for (var row = 0; row < Rows; row++)
        {
            // Elsewhere each time: in a message, between two, before the confirmation.
            Proxy.Set(ProxyFault.Cut(1 + (row * 97)));
            await ChangeAsync(row);
            await RunAsync($"BEGIN; UPDATE rows SET version = version + 1 WHERE id = {(row + 7) % Rows}; UPDATE rows SET version = version + 1 WHERE id = {(row + 13) % Rows}; COMMIT");
        }

        Proxy.Heal();
        await NothingIsStaleAsync();
    }

    [Fact]
    public async Task Redis_OutOfReachOfTheReader_NothingIsConfirmedThatItDoesNotHave()
    {
        var first = await StartFeedAsync(_server!.Port, _redisProxy!.Port);
        _redisProxy.Set(ProxyFault.BlackHole);
        var before = await ScalarAsync<string>("SELECT pg_current_wal_lsn()::text");
        await ChangeAsync(4);

        // The one that reads ends meanwhile, and its journal with it: what it had evicted is only in the slot.
        await Eventually.Async(() => first.Services.GetRequiredService<EvictionJournal>().Count > 0, Deadline, "the eviction waits for the log", Token);
        Assert.False(await ScalarAsync<bool>($"SELECT confirmed_flush_lsn > '{before}'::pg_lsn FROM pg_replication_slots WHERE slot_name IN (SELECT slot FROM tasker_cache.feed)"));
        Assert.Equal(1, await CountStaleAsync());
        await StartAsync(hasFeed: true, _server.Port, _redis!.Port);
        await first.StopAsync(Token);

        await NothingIsStaleAsync();
    }

    [Fact]
    public async Task Failover_StandbyHasNoSlot_AnotherIsMadeAndWhatTheTablesEvictIsEvicted()
    {
        await StartFeedAsync(Proxy.Port, _redis!.Port);
        await using var standby = await StandbyServer.StartNewAsync(_server!.Port, Token, Logical);
        Proxy.Set(ProxyFault.Refused);

        // The slot has this change, and the standby has the change and no slot.
        await ChangeAsync(5);
        await using (var source = NpgsqlDataSource.Create(standby.ConnectionString))
        {
            await Eventually.Async(async _ => await source.ScalarAsync<int>("SELECT version FROM rows WHERE id = 5") == 1, Deadline, "the standby has the change", Token);
        }

        Assert.Equal(1, await CountStaleAsync());
        await _server.KillAsync();
        await standby.PromoteAsync(Token);
        _database = standby.ConnectionString;
        Assert.Equal(0, await ScalarAsync<long>("SELECT count(*) FROM pg_replication_slots"));
        Proxy.Heal();
        Proxy.Redirect(standby.Port);

        await NothingIsStaleAsync();
        await WaitForReaderAsync();
        await ChangeAsync(6);
        await NothingIsStaleAsync();
    }
}
