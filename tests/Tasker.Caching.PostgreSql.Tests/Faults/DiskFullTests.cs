using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Tasker.Caching.Engine;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.PostgreSql.Tests.Faults;

/// <summary>The disk with the tables of the cache is full.</summary>
public sealed class DiskFullTests : IAsyncLifetime
{
    private PostgresServer? _server;
    private NpgsqlDataSource? _source;
    private FullDisk? _disk;
    private IHost? _host;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private NpgsqlDataSource Source => _source!;

    private ICacheEvictor Evictor => _host!.Services.GetRequiredService<ICacheEvictor>();

    private int Journaled => _host!.Services.GetRequiredService<EvictionJournal>().Count;

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresServer.StartNewAsync(Token);
        _source = NpgsqlDataSource.Create(_server.ConnectionString);
        _disk = await FullDisk.CreateAsync(_source, ["tasker_cache.evictions", "tasker_cache.entries"]);
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["common:cache:backend"] = "postgres",
            ["common:cache:operation_timeout_milliseconds"] = "5000",
            ["common:cache:postgres:connection_string"] = _server.ConnectionString,
        });
        builder.Services.AddTaskerCaching(builder.Configuration).AddPostgres();
        _host = builder.Build();
        await _host.StartAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _host!.StopAsync(CancellationToken.None);
        _host.Dispose();
        await Source.DisposeAsync();
        await _server!.DisposeAsync();
        await _disk!.DisposeAsync();
    }

    // The pages that the table has take a few more rows.
    private async Task<EvictionResult> EvictUntilNothingFitsAsync()
    {
        for (var i = 0; ; i++)
        {
            var result = await Evictor.EvictAsync([.. Enumerable.Range(0, 500).Select(j => (CacheTag)$"many-{i}-{j}")], Token);
            if (result != EvictionResult.Confirmed || i == 20)
            {
                return result;
            }
        }
    }

    [Fact]
    public async Task DiskFull_NoCallFails_AndWhatWasEvictedReachesTheLogAfterwards()
    {
        var cache = _host!.Services.GetRequiredService<HybridCache>();
        await _disk!.FillAsync();

        Assert.Equal(EvictionResult.Journaled, await EvictUntilNothingFitsAsync());
        Assert.Equal("computed", await cache.GetOrCreateAsync("while-full", static _ => ValueTask.FromResult("computed"), cancellationToken: Token));
        await using (var connection = await Source.OpenConnectionAsync(Token))
        await using (var transaction = await connection.BeginTransactionAsync(Token))
        {
            // Both or neither. Npgsql ends the connection of a server that is out of resources, and the transaction with it.
            var refused = await Assert.ThrowsAnyAsync<NpgsqlException>(async () => await Evictor.EvictAsync([.. Enumerable.Range(0, 500).Select(static i => (CacheTag)$"in-transaction-{i}")], transaction, Token));
            Assert.Equal(PostgresErrorCodes.DiskFull, refused.SqlState);
        }

        await _disk.FreeAsync();
        await Eventually.Async(() => Journaled == 0, TimeSpan.FromSeconds(60), "the journal is appended", Token);
        Assert.Equal(EvictionResult.Confirmed, await Evictor.EvictAsync(["after"], Token));
        Assert.True(await Source.ScalarAsync<long>("SELECT count(*) FROM tasker_cache.evictions WHERE tag LIKE 'many-%'") > 0);
    }
}
