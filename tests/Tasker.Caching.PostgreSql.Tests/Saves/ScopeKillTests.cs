using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Processes;

namespace Tasker.Caching.PostgreSql.Tests.Saves;

/// <summary>Writers that save in a <c>TransactionScope</c> and are killed, over the log in PostgreSQL. Only readers are started again.</summary>
public sealed class ScopeKillTests(SharedPostgres postgres) : IAsyncLifetime
{
    // Before the commit, between commit and eviction, and after both.
    private static readonly string[] Steps = ["saved", "committed", "told"];

    private readonly string _schema = PostgresTest.NewSchema();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await postgres.Source.ExecuteAsync(SchemaScript.CreateSql(_schema));
        await postgres.Source.ExecuteAsync($"CREATE TABLE {_schema}.rows (id int PRIMARY KEY, version int NOT NULL); INSERT INTO {_schema}.rows SELECT id, 0 FROM generate_series(0, {Steps.Length - 1}) AS id");
    }

    public ValueTask DisposeAsync() => default;

    private Dictionary<string, string?> Settings() => new(StringComparer.Ordinal)
    {
        ["common:cache:backend"] = "postgres",
        ["common:cache:operation_timeout_milliseconds"] = "5000",
        ["common:cache:postgres:connection_string"] = postgres.Server.ConnectionString,
        ["common:cache:postgres:schema"] = _schema,
    };

    private async Task<IHost> StartReaderAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(Settings());
        builder.Services.AddTaskerCaching(builder.Configuration).AddPostgres();
        var host = builder.Build();
        await host.StartAsync(Token);
        return host;
    }

    private Task<int> VersionAsync(int row) => postgres.Source.ScalarAsync<int>($"SELECT version FROM {_schema}.rows WHERE id = {row}");

    private async Task<int[]> ReadAsync(IHost reader)
    {
        var cache = reader.Services.GetRequiredService<HybridCache>();
        var answers = new int[Steps.Length];
        for (var row = 0; row < answers.Length; row++)
        {
            var id = row;
            answers[row] = await cache.GetOrCreateAsync($"row:{row}", async _ => await VersionAsync(id), tags: [$"row-{row}"], cancellationToken: Token);
        }

        return answers;
    }

    private async Task KillWriterAsync(int row)
    {
        string[] settings = [.. Settings().Select(static pair => $"--{pair.Key}={pair.Value}")];
        await using var writer = await ChildProcess.StartAsync(new ChildProcessStart(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "Tasker.Caching.PostgreSql.WriterHost.dll"), .. settings, "--Writer:Scope=true", $"--Writer:Row={row}", $"--Writer:DiesAt={Steps[row]}"]));
        await writer.WaitForExitAsync(TimeSpan.FromMinutes(1));

        // 128 + SIGKILL.
        Assert.True(writer.ExitCode == 137, $"{writer.ExitCode}: {writer.Output.Text}");
    }

    [Fact]
    public async Task Writers_KilledAroundTheCommitOfAScope_LeaveNothingStale()
    {
        using (var before = await StartReaderAsync())
        {
            Assert.All(await ReadAsync(before), static version => Assert.Equal(0, version));
            await before.StopAsync(Token);
        }

        foreach (var row in Enumerable.Range(0, Steps.Length))
        {
            await KillWriterAsync(row);
        }

        using var after = await StartReaderAsync();
        await Eventually.Async(async _ => (await ReadAsync(after)) is [0, 1, 1], PostgresTest.Deadline, "what has committed is evicted", Token);
        await after.StopAsync(Token);
    }
}
