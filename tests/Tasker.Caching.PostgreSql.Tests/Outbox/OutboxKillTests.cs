using System.Globalization;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Processes;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.PostgreSql.Tests.Outbox;

/// <summary>Writers that are killed between their change and the eviction, over the log of a real Redis. Only readers are started again.</summary>
public sealed class OutboxKillTests(SharedPostgres postgres) : IAsyncLifetime
{
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

    private Dictionary<string, string?> Settings(bool hasOutbox) => new(StringComparer.Ordinal)
    {
        ["common:cache:backend"] = "redis",
        ["common:cache:redis:url"] = _redis!.Url,
        ["common:cache:operation_timeout_milliseconds"] = "5000",
        ["common:cache:postgres:connection_string"] = postgres.Server.ConnectionString,
        ["common:cache:postgres:schema"] = _schema,
        ["common:cache:postgres:outbox"] = hasOutbox ? "true" : "false",
    };

    private async Task<IHost> StartReaderAsync(bool hasOutbox)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(Settings(hasOutbox));
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

    private async Task KillWritersAsync(bool hasOutbox, int rows)
    {
        var next = -1;
        await Task.WhenAll(AtOnce.Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var row && row < rows)
            {
                string[] settings = [.. Settings(hasOutbox).Select(static pair => $"--{pair.Key}={pair.Value}")];
                await using var writer = await ChildProcess.StartAsync(new ChildProcessStart(
                    Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
                    [
                        Path.Combine(AppContext.BaseDirectory, "Tasker.Caching.PostgreSql.WriterHost.dll"),
                        .. settings,
                        string.Create(CultureInfo.InvariantCulture, $"--Writer:Row={row}"),
                        $"--Writer:DiesAt={Steps[row % Steps.Length]}",
                    ]));
                await writer.WaitForExitAsync(TimeSpan.FromMinutes(1));

                // 128 + SIGKILL.
                Assert.True(writer.ExitCode == 137, $"{writer.ExitCode}: {writer.Output.Text}");
            }
        }));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Writers_KilledAtEveryStep_LeaveNothingStaleIfThereIsAnOutbox(bool hasOutbox)
    {
        var rows = hasOutbox ? Kills : KillsOfTheControl;
        using (var before = await StartReaderAsync(hasOutbox))
        {
            Assert.Equal(0, await CountStaleAsync(before, rows));
            await before.StopAsync(Token);
        }

        await KillWritersAsync(hasOutbox, rows);

        using var after = await StartReaderAsync(hasOutbox);
        if (hasOutbox)
        {
            await Eventually.Async(
                async _ => await postgres.Source.ScalarAsync<long>($"SELECT count(*) FROM {_schema}.outbox") == 0, PostgresTest.Deadline, "the outbox is relayed", Token);
            Assert.Equal(0, await CountStaleAsync(after, rows));
        }
        else
        {
            // Each writer that died right after its commit has left an answer that only its time to live ends.
            Assert.Equal(Enumerable.Range(0, rows).Count(static row => Steps[row % Steps.Length] == "committed"), await CountStaleAsync(after, rows));
        }

        await after.StopAsync(Token);
    }
}
