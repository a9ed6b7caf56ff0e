using System.Globalization;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Processes;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.PostgreSql.Tests.Faults;

/// <summary>Writers that are killed at every step from their change to the eviction, over the log of a real Redis, with and without an outbox, and over that of a real PostgreSQL. Only readers are started again.</summary>
public sealed class KilledWriterTests(SharedPostgres postgres) : IAsyncLifetime
{
    // Redis alone is the control.
    public const string Redis = "redis";
    public const string Outbox = "redis and outbox";
    public const string Log = "postgres";
    public const string Save = "postgres, EvictOnSave";

    // The control shows that the steps matter; it need not be long.
    private const int KillsOfTheControl = 5;

    private static readonly int Kills = Environment.GetEnvironmentVariable("TASKER_FULL") == "1" ? 200 : 10;
    private static readonly string[] Steps = ["changed", "evicted", "committed", "committed", "told"];
    private static readonly int[] AtOnce = [0, 1, 2];

    private readonly string _schema = PostgresTest.NewSchema();
    private RedisServer? _redis;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await postgres.Source.ExecuteAsync(SchemaScript.CreateSql(_schema));
        await postgres.Source.ExecuteAsync($"CREATE TABLE {_schema}.rows (id int PRIMARY KEY, version int NOT NULL); INSERT INTO {_schema}.rows SELECT id, 0 FROM generate_series(0, {Kills - 1}) AS id");
    }

    public async ValueTask DisposeAsync() => await _redis!.DisposeAsync();

    private Dictionary<string, string?> Settings(string way) => new(StringComparer.Ordinal)
    {
        ["common:cache:backend"] = "redis",
        ["common:cache:redis:url"] = _redis!.Url,
        ["common:cache:operation_timeout_milliseconds"] = "5000",
        ["common:cache:postgres:connection_string"] = postgres.Server.ConnectionString,
        ["common:cache:postgres:schema"] = _schema,
        ["common:cache:postgres:outbox"] = way == Outbox ? "true" : "false",
        ["common:cache:evictions:log"] = way is Log or Save ? "postgres" : "redis",
    };

    private async Task<IHost> StartReaderAsync(string way)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(Settings(way));
        builder.Services.AddTaskerCaching(builder.Configuration).AddRedis().AddPostgres();
        var host = builder.Build();
        await host.StartAsync(Token);
        return host;
    }

    private async Task<int> CountStaleAsync(IHost reader, int rows)
    {
        var cache = reader.Services.GetRequiredService<HybridCache>();
        var stale = 0;
        for (var row = 0; row < rows; row++)
        {
            var answer = await cache.GetOrCreateAsync($"row:{row}", async _ => await VersionAsync(row), tags: [$"row-{row}"], cancellationToken: Token);
            stale += answer == await VersionAsync(row) ? 0 : 1;
        }

        return stale;
    }

    private Task<int> VersionAsync(int row) => postgres.Source.ScalarAsync<int>($"SELECT version FROM {_schema}.rows WHERE id = {row}");

    private async Task KillWritersAsync(string way, int rows)
    {
        var next = -1;
        await Task.WhenAll(AtOnce.Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var row && row < rows)
            {
                string[] settings = [.. Settings(way).Select(static pair => $"--{pair.Key}={pair.Value}")];
                await using var writer = await ChildProcess.StartAsync(new ChildProcessStart(
                    Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
                    [
                        Path.Combine(AppContext.BaseDirectory, "Tasker.Caching.PostgreSql.WriterHost.dll"),
                        .. settings,
                        string.Create(CultureInfo.InvariantCulture, $"--Writer:Row={row}"),
                        $"--Writer:DiesAt={Steps[row % Steps.Length]}",
                        $"--Writer:Save={way == Save}",
                    ]));
                await writer.WaitForExitAsync(TimeSpan.FromMinutes(1));

                // 128 + SIGKILL.
                Assert.True(writer.ExitCode == 137, $"{writer.ExitCode}: {writer.Output.Text}");
            }
        }));
    }

    [Theory]
    [InlineData(Redis)]
    [InlineData(Outbox)]
    [InlineData(Log)]
    [InlineData(Save)]
    public async Task Writers_KilledAtEveryStep_LeaveNothingStaleIfTheEvictionCommitsWithTheData(string way)
    {
        var rows = way == Redis ? KillsOfTheControl : Kills;
        using (var before = await StartReaderAsync(way))
        {
            Assert.Equal(0, await CountStaleAsync(before, rows));
            await before.StopAsync(Token);
        }

        await KillWritersAsync(way, rows);

        // Each that died before its commit has changed nothing.
        Assert.Equal(Rows(rows, "committed", "told"), await postgres.Source.ScalarAsync<long>($"SELECT sum(version) FROM {_schema}.rows"));
        using var after = await StartReaderAsync(way);
        await Eventually.Async(
            async _ => await postgres.Source.ScalarAsync<long>($"SELECT count(*) FROM {_schema}.outbox") == 0, PostgresTest.Deadline, "the outbox is relayed", Token);
        var stale = await CountStaleAsync(after, rows);
        TestContext.Current.TestOutputHelper?.WriteLine($"{way}: {rows} writers killed, {stale} answers stale.");

        // In the control each writer that died right after its commit has left an answer that only its time to live ends.
        Assert.Equal(way == Redis ? Rows(rows, "committed") : 0, stale);
        await after.StopAsync(Token);
    }

    private static int Rows(int rows, params string[] steps) => Enumerable.Range(0, rows).Count(row => steps.Contains(Steps[row % Steps.Length]));
}
