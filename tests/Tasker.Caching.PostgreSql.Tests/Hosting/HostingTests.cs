using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stranger.FileBackend;
using Tasker.Caching.Configuration.Binding;
using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.View;
using Tasker.Caching.Hosting.Backends;
using Tasker.Caching.PostgreSql.Entries;
using Tasker.Caching.PostgreSql.Log;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Logging;

namespace Tasker.Caching.PostgreSql.Tests.Hosting;

public sealed class HostingTests(SharedPostgres postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<IHost> StartAsync(string schema, string environment, CollectingLoggerProvider logs, params (string Key, string Value)[] more)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = environment });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["common:cache:backend"] = "postgres",
            ["common:cache:operation_timeout_milliseconds"] = "2000",
            ["common:cache:postgres:connection_string"] = postgres.Server.ConnectionString,
            ["common:cache:postgres:schema"] = schema,
        });
        builder.Configuration.AddInMemoryCollection(more.Select(static pair => KeyValuePair.Create($"common:cache:{pair.Key}", (string?)pair.Value)));
        builder.Logging.AddProvider(logs);
        builder.Services.AddTaskerOutputCache(builder.Configuration).AddPostgres().AddFiles();
        var host = builder.Build();
        await host.StartAsync(Token);
        return host;
    }

    private static async Task StopAsync(IHost host)
    {
        await host.StopAsync(Token);
        host.Dispose();
    }

    [Fact]
    public async Task Start_InDevelopment_CreatesTheSchemaAndIsAttached()
    {
        using var logs = new CollectingLoggerProvider();
        var host = await StartAsync(PostgresTest.NewSchema(), Environments.Development, logs);

        Assert.Contains(logs.Entries, static entry => entry.EventId.Id == 1003);
        Assert.True(host.Services.GetRequiredService<EvictionFollower>().IsAttached);
        Assert.Equal(EvictionResult.Confirmed, await host.Services.GetRequiredService<ICacheEvictor>().EvictAsync(["a"], Token));
        await StopAsync(host);
    }

    [Fact]
    public async Task Start_InProductionWithoutSchema_SaysWhichScriptToRunAndAttachesOnceItHasRun()
    {
        using var logs = new CollectingLoggerProvider();
        var schema = PostgresTest.NewSchema();
        var host = await StartAsync(schema, Environments.Production, logs);
        var follower = host.Services.GetRequiredService<EvictionFollower>();

        Assert.Single(logs.Entries, static entry => entry.EventId.Id == 1002);
        Assert.False(follower.IsAttached);
        await postgres.Source.ExecuteAsync(SchemaScript.CreateSql(schema));
        await Eventually.Async(() => follower.IsAttached, PostgresTest.Deadline, "the node is attached", Token);
        await StopAsync(host);
    }

    [Fact]
    public async Task Start_LogInPostgresBesideMemory_HearsOfEvictionsInSql()
    {
        using var logs = new CollectingLoggerProvider();
        var schema = PostgresTest.NewSchema();
        var host = await StartAsync(schema, Environments.Development, logs, ("backend", "memory"), ("evictions:log", "postgres"));
        var view = host.Services.GetRequiredService<EvictionView>();
        var backend = host.Services.GetRequiredService<BackendSwitch>().Current;
        Assert.IsType<PostgresEvictionLog>(backend.Log);
        Assert.Null(backend.Far);
        Assert.False(backend.IsLocal);
        var stamp = view.Now;
        var slots = TagSlots.Of(view, ["a"]);

        await postgres.Source.ExecuteAsync($"SELECT {schema}.evict('a')");

        await Eventually.Async(() => view.JudgeNear(new NearStamp(stamp.Tick, stamp.Horizon, IsComputedHere: true), slots) == Verdict.Void, PostgresTest.Deadline, "the eviction is known", Token);
        await StopAsync(host);
    }

    [Fact]
    public async Task Start_LogInPostgresBesideEntriesElsewhere_HasBoth()
    {
        using var logs = new CollectingLoggerProvider();
        var directory = Directory.CreateTempSubdirectory("tasker-files-");
        var host = await StartAsync(
            PostgresTest.NewSchema(), Environments.Development, logs, ("backend", "files"), ("files:directory", directory.FullName), ("evictions:log", "postgres"));

        var backend = host.Services.GetRequiredService<BackendSwitch>().Current;

        Assert.Equal("files+postgres", backend.Name);
        Assert.IsType<PostgresEvictionLog>(backend.Log);
        Assert.IsType<FileFarTier>(backend.Far);
        Assert.False(backend.IsLocal);
        Assert.Equal(EvictionResult.Confirmed, await host.Services.GetRequiredService<ICacheEvictor>().EvictAsync(["a"], Token));
        await StopAsync(host);
        directory.Delete(recursive: true);
    }

    // Without its log a node would serve what others have evicted.
    [Fact]
    public async Task Start_LogThatCannotBeUsed_SharesNothing()
    {
        using var logs = new CollectingLoggerProvider();
        var directory = Directory.CreateTempSubdirectory("tasker-files-");
        var host = await StartAsync(
            "No-Such!", Environments.Development, logs, ("backend", "files"), ("files:directory", directory.FullName), ("evictions:log", "postgres"), ("postgres:connection_string", "Nonsense=1"));

        var backend = host.Services.GetRequiredService<BackendSwitch>().Current;

        Assert.True(backend.IsLocal);
        Assert.Null(backend.Far);
        Assert.Single(logs.Entries, static entry => entry.EventId.Id == 1001);
        await StopAsync(host);
        directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Identity_SettingOfTheLogChanges_IsAnotherOne()
    {
        using var logs = new CollectingLoggerProvider();
        var host = await StartAsync(PostgresTest.NewSchema(), Environments.Development, logs, ("backend", "memory"), ("evictions:log", "postgres"));
        var other = await StartAsync(PostgresTest.NewSchema(), Environments.Development, logs, ("backend", "memory"), ("evictions:log", "postgres"));

        var identities = new[] { host, other }.Select(static one => BackendIdentity.Of(
            one.Services.GetRequiredService<IOptions<TaskerCachingOptions>>().Value, one.Services.GetRequiredService<TaskerOptionsSetup>().Binding)).ToList();

        Assert.Equal("memory+postgres", identities[0].Name);
        Assert.NotEqual(identities[0], identities[1]);
        await StopAsync(host);
        await StopAsync(other);
    }

    [Fact]
    public async Task Start_BackendPostgres_HasEntriesAndLogThere()
    {
        using var logs = new CollectingLoggerProvider();
        var host = await StartAsync(PostgresTest.NewSchema(), Environments.Development, logs);

        var backend = host.Services.GetRequiredService<BackendSwitch>().Current;

        Assert.IsType<PostgresEvictionLog>(backend.Log);
        Assert.IsType<PostgresFarTier>(backend.Far);
        Assert.Equal("postgres", backend.Name);
        await StopAsync(host);
    }

    [Theory]
    [InlineData("postgres:schema", "No-Such!")]
    [InlineData("postgres:connection_string", "Nonsense=1")]
    public async Task Start_WrongSetting_IsSaidWithoutThePassword(string key, string value)
    {
        using var logs = new CollectingLoggerProvider();
        var host = await StartAsync(PostgresTest.NewSchema(), Environments.Development, logs, (key, value + ";Password=hidden"));

        Assert.Contains(logs.Entries, static entry => entry.EventId.Id is 1001 or 901 or 6);
        Assert.DoesNotContain(logs.Entries, static entry => entry.Message.Contains("hidden", StringComparison.Ordinal));
        await StopAsync(host);
    }
}
