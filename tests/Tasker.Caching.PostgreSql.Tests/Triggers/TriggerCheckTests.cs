using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tasker.Caching.Coverage;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Logging;

namespace Tasker.Caching.PostgreSql.Tests.Triggers;

/// <summary>Triggers in the database beside what the host says of them.</summary>
public sealed class TriggerCheckTests(SharedPostgres postgres) : IAsyncLifetime
{
    private readonly string _schema = PostgresTest.NewSchema();
    private string? _connectionString;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Table => $"{_schema}.tasks";

    private EvictionTriggerOptions Options => new() { Schema = _schema };

    public async ValueTask InitializeAsync()
    {
        await postgres.Source.ExecuteAsync(SchemaScript.CreateSql(_schema));
        await postgres.Source.ExecuteAsync($"CREATE TABLE {Table} (id int, namespace text) PARTITION BY RANGE (id); CREATE TABLE {_schema}.low PARTITION OF {Table} FOR VALUES FROM (0) TO (10)");
    }

    public ValueTask DisposeAsync() => default;

    private Task CreateTriggersAsync(params (string, string)[] map) => postgres.Source.ExecuteAsync(EvictionTrigger.CreateSql(Table, "analytics", Options, map));

    private IHost Build(Action<TaskerCachingBuilder>? declare = null, CollectingLoggerProvider? logs = null)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["common:cache:backend"] = "memory",
            ["common:cache:evictions:log"] = "postgres",
            ["common:cache:postgres:connection_string"] = _connectionString ?? postgres.Server.ConnectionString,
            ["common:cache:postgres:schema"] = _schema,
        });
        if (logs is not null)
        {
            builder.Logging.AddProvider(logs);
        }

        var cache = builder.Services.AddTaskerCaching(builder.Configuration).AddPostgres();
        declare ??= its => its.CoversByTrigger(Table, "analytics", Options, ("namespace", "namespace"));
        declare(cache);
        return builder.Build();
    }

    private async Task<TriggerReport> CheckAsync(Action<TaskerCachingBuilder>? declare = null)
    {
        using var host = Build(declare);
        return await host.Services.GetRequiredService<ITriggerCheck>().CheckAsync(Token);
    }

    [Fact]
    public async Task Check_TriggersAsDeclared_AreInOrder()
    {
        await CreateTriggersAsync(("namespace", "namespace"));

        var report = await CheckAsync();

        Assert.Equal(new CheckedTrigger(Table, "analytics", TriggerState.InOrder, null), Assert.Single(report.Triggers));
        Assert.Empty(report.FindProblems());
    }

    [Fact]
    public async Task Check_NoTriggers_AreMissing()
    {
        var report = await CheckAsync();

        Assert.Equal(TriggerState.Missing, Assert.Single(report.Triggers).State);
        Assert.Contains($"Table {Table} has no triggers that evict 'analytics'", Assert.Single(report.FindProblems()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_NoTable_SaysSo()
    {
        var report = await CheckAsync(static its => its.CoversByTrigger("nowhere.tasks", "analytics"));

        Assert.Contains("There is no table nowhere.tasks", Assert.Single(report.FindProblems()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_PartitionAddedLater_IsNamed()
    {
        await CreateTriggersAsync(("namespace", "namespace"));
        await postgres.Source.ExecuteAsync($"CREATE TABLE {_schema}.high PARTITION OF {Table} FOR VALUES FROM (10) TO (20)");

        var report = await CheckAsync();

        Assert.Contains($"Table {_schema}.high has no trigger for INSERT, DELETE, UPDATE, TRUNCATE", Assert.Single(report.FindProblems()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DISABLE TRIGGER ALL", TriggerState.Disabled)]
    [InlineData("ENABLE REPLICA TRIGGER {0}_delete", TriggerState.Disabled)]
    [InlineData("ENABLE ALWAYS TRIGGER {0}_delete", TriggerState.InOrder)]
    public async Task Check_TriggersThatDoNotFire_AreDisabled(string change, TriggerState expected)
    {
        await CreateTriggersAsync(("namespace", "namespace"));
        var name = await postgres.Source.ScalarAsync<string>($"SELECT proname::text FROM pg_proc WHERE pronamespace = '{_schema}'::regnamespace AND proname LIKE 'evict\\_%'");
        await postgres.Source.ExecuteAsync($"ALTER TABLE {_schema}.low {change.Replace("{0}", name, StringComparison.Ordinal)}");

        Assert.Equal(expected, Assert.Single((await CheckAsync()).Triggers).State);
    }

    [Fact]
    public async Task Check_OneTriggerDropped_NamesItsEvent()
    {
        await CreateTriggersAsync(("namespace", "namespace"));
        var name = await postgres.Source.ScalarAsync<string>($"SELECT proname::text FROM pg_proc WHERE pronamespace = '{_schema}'::regnamespace AND proname LIKE 'evict\\_%'");
        await postgres.Source.ExecuteAsync($"DROP TRIGGER {name}_truncate ON {Table}");

        Assert.Contains("has no trigger for TRUNCATE that", Assert.Single((await CheckAsync()).FindProblems()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_MapChanged_IsOutdatedUntilTheStatementHasRunAgain()
    {
        await CreateTriggersAsync(("namespace", "lower(namespace)"));
        Assert.Equal(TriggerState.Outdated, Assert.Single((await CheckAsync()).Triggers).State);

        // A host that does not say how they were made is content.
        Assert.Equal(TriggerState.InOrder, Assert.Single((await CheckAsync(its => its.CoversByTrigger(Table, "analytics"))).Triggers).State);

        await CreateTriggersAsync(("namespace", "namespace"));
        Assert.Equal(TriggerState.InOrder, Assert.Single((await CheckAsync()).Triggers).State);
    }

    [Fact]
    public async Task Check_TriggersThatNoHostNames_AreExtraAndNoProblem()
    {
        await CreateTriggersAsync(("namespace", "namespace"));

        var report = await CheckAsync(static _ => { });

        Assert.Equal([$"{_schema}.low", Table], report.Triggers.Select(static trigger => trigger.Table).Order(StringComparer.Ordinal));
        Assert.All(report.Triggers, static trigger => Assert.Equal((TriggerState.Extra, "analytics"), (trigger.State, trigger.Resource)));
        Assert.Empty(report.FindProblems());
    }

    [Fact]
    public async Task Check_NoDatabase_SaysSoWhereTheHostNamesTriggers()
    {
        _connectionString = "Host=127.0.0.1;Port=1;Username=postgres";

        Assert.StartsWith("The triggers can't be compared: ", Assert.Single((await CheckAsync()).FindProblems()), StringComparison.Ordinal);
        Assert.Empty((await CheckAsync(static _ => { })).FindProblems());
    }

    [Fact]
    public async Task ConfigCheck_MissingAndExtraTriggers_PrintsALineEachAndFails()
    {
        await CreateTriggersAsync(("namespace", "namespace"));
        using var host = Build(its => its.CoversByTrigger($"{_schema}.low", "templates", Options));
        using var output = new StringWriter();

        var exitCode = host.CheckTaskerConfiguration(["config", "check"], output);

        Assert.Equal(1, exitCode);
        var lines = output.ToString().Split('\n', StringSplitOptions.TrimEntries);
        Assert.Contains($"- Table {_schema}.low has no triggers that evict 'templates'. Run EvictionTrigger.CreateSql for '{_schema}.low' and 'templates'.", lines);
        Assert.Contains($"# Table {Table} has triggers that evict 'analytics', and no CoversByTrigger of this host names them.", lines);
    }

    [Fact]
    public async Task ConfigCheck_TriggersInOrder_Succeeds()
    {
        await CreateTriggersAsync(("namespace", "namespace"));
        using var host = Build();
        using var output = new StringWriter();

        Assert.Equal(0, host.CheckTaskerConfiguration(["config", "check"], output));
        Assert.Contains($"# The triggers of table {Table} for analytics are in order.", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_TriggersMissing_Warns()
    {
        using var logs = new CollectingLoggerProvider();
        using var host = Build(logs: logs);
        await host.StartAsync(Token);

        await Eventually.Async(() => logs.Entries.Any(static entry => entry.EventId.Id == 1065), TimeSpan.FromSeconds(60), "the host says what is missing", Token);
        await host.StopAsync(Token);
    }
}
