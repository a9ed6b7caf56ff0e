using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tasker.Caching.Engine;
using Tasker.Caching.PostgreSql.Feed;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.TestUtilities.Processes;

namespace Tasker.Caching.PostgreSql.Tests.Feed;

/// <summary>What any program changes is evicted without triggers, by logical replication from a real server.</summary>
public sealed class ChangeFeedTests(LogicalPostgres postgres) : IClassFixture<LogicalPostgres>, IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly string _schema = PostgresTest.NewSchema();
    private readonly CollectingLoggerProvider _logs = new();
    private readonly List<IHost> _hosts = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Table => $"{_schema}.rows";

    public async ValueTask InitializeAsync()
    {
        await postgres.Source.ExecuteAsync(SchemaScript.CreateSql(_schema));
        await postgres.Source.ExecuteAsync($"CREATE TABLE {Table} (id int PRIMARY KEY, name text, open boolean, body text); ALTER TABLE {Table} REPLICA IDENTITY FULL; INSERT INTO {Table} VALUES (1, 'a', true), (2, 'b', false)");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.StopAsync(CancellationToken.None);
            host.Dispose();
        }

        // A slot of a test that is over must not keep what the next one writes.
        await Eventually.Async(
            async _ => await postgres.Source.ScalarAsync<long>($"SELECT count(*) FROM pg_replication_slots WHERE slot_name IN (SELECT slot FROM {_schema}.feed) AND active") == 0, Deadline, "the slot is free", CancellationToken.None);
        await postgres.Source.ExecuteAsync($"SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name IN (SELECT slot FROM {_schema}.feed)");
        await postgres.Source.ExecuteAsync($"DROP PUBLICATION IF EXISTS {_schema}_feed");
        _logs.Dispose();
    }

    private Dictionary<string, string?> Settings => new(StringComparer.Ordinal)
    {
        ["common:cache:backend"] = "postgres",
        ["common:cache:operation_timeout_milliseconds"] = "5000",
        ["common:cache:postgres:connection_string"] = postgres.Server.ConnectionString,
        ["common:cache:postgres:schema"] = _schema,
        ["common:cache:postgres:create_schema"] = "true",
    };

    private async Task<IHost> StartAsync(Func<ChangedRow, IEnumerable<CacheTag>>? tags = null, bool waits = true)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(Settings);
        builder.Logging.AddProvider(_logs);
        builder.Services.AddTaskerCaching(builder.Configuration)
            .EvictOnChange(Table, tags ?? (static row => [CacheTag.For("rows").With("name", row["name"]).With("open", row["open"])]), [CacheTag.For("rows")]);
        var host = builder.Build();
        _hosts.Add(host);
        await host.StartAsync(Token);
        if (waits)
        {
            await WaitForReaderAsync();
        }

        return host;
    }

    private Task WaitForReaderAsync() => Eventually.Async(
        async _ => await postgres.Source.ScalarAsync<long>($"SELECT count(*) FROM pg_replication_slots s JOIN {_schema}.feed f ON f.slot = s.slot_name WHERE s.active AND f.ready") == 1, Deadline, "an instance reads the feed", Token);

    // psql is a program that knows nothing of the cache.
    private Task<string> ChangeAsync(string sql) => postgres.Server.QueryAsync(sql.Replace("{0}", Table, StringComparison.Ordinal));

    // A value takes those along that name none, and the log has them all.
    private async Task<string[]> NamedTagsAsync() => [.. (await TagsAsync()).Where(static tag => !tag.Contains('*', StringComparison.Ordinal))];

    private async Task<string[]> TagsAsync() => await postgres.Source.ScalarAsync<string[]>($"SELECT coalesce(array_agg(DISTINCT tag), ARRAY[]::text[]) FROM {_schema}.evictions");

    private Task WaitForTagAsync(string tag) => Eventually.Async(async _ => (await TagsAsync()).Contains(tag), Deadline, $"{tag} is evicted", Token);

    private async Task ForgetAsync()
    {
        await WaitForTagAsync("rows");
        await postgres.Source.ExecuteAsync($"DELETE FROM {_schema}.evictions");
    }

    [Fact]
    public async Task Start_NewSlot_EvictsWhatIsFromBeforeIt()
    {
        await StartAsync();

        await WaitForTagAsync("rows");
    }

    [Theory]
    [InlineData("INSERT INTO {0} VALUES (3, 'c', true)", "rows|name=c,open=true")]
    [InlineData("UPDATE {0} SET name = 'z' WHERE id = 1", "rows|name=a,open=true", "rows|name=z,open=true")]
    [InlineData("DELETE FROM {0} WHERE id = 2", "rows|name=b,open=false")]
    [InlineData("INSERT INTO {0} VALUES (4, NULL, NULL)", "rows|name=*,open=*")]
    [InlineData("TRUNCATE {0}", "rows")]
    public async Task Psql_ChangesRows_EvictsThemAsTheyWereAndAsTheyAre(string sql, params string[] expected)
    {
        await StartAsync();
        await ForgetAsync();

        await ChangeAsync(sql);

        await Eventually.Async(async _ => expected.All((await TagsAsync()).Contains), Deadline, string.Join(" ", expected), Token);
        Assert.Equal(expected.Where(static tag => !tag.Contains('*', StringComparison.Ordinal)).Order(StringComparer.Ordinal), (await NamedTagsAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Psql_RollsBack_EvictsNothing()
    {
        await StartAsync();
        await ForgetAsync();

        await ChangeAsync("BEGIN; UPDATE {0} SET name = 'gone'; ROLLBACK");
        await ChangeAsync("INSERT INTO {0} VALUES (5, 'kept', true)");

        await WaitForTagAsync("rows|name=kept,open=true");
        Assert.Equal(["rows|name=kept,open=true"], await NamedTagsAsync());
    }

    [Fact]
    public async Task Psql_ChangesWhileNoInstanceRuns_AreEvictedByTheNext()
    {
        var first = await StartAsync();
        await ForgetAsync();
        await first.StopAsync(Token);

        await ChangeAsync("UPDATE {0} SET name = 'meanwhile' WHERE id = 1");
        Assert.Empty(await TagsAsync());
        await StartAsync();

        await WaitForTagAsync("rows|name=meanwhile,open=true");
    }

    [Fact]
    public async Task Slot_DroppedByOthers_IsMadeAgainAndEvictsWhatItHasMissed()
    {
        var first = await StartAsync();
        await ForgetAsync();
        await first.StopAsync(Token);
        await Eventually.Async(
            async _ => await postgres.Source.ScalarAsync<long>($"SELECT count(*) FROM pg_replication_slots WHERE slot_name IN (SELECT slot FROM {_schema}.feed) AND active") == 0, Deadline, "the slot is free", Token);
        await postgres.Source.ExecuteAsync($"SELECT pg_drop_replication_slot(slot) FROM {_schema}.feed");
        await ChangeAsync("UPDATE {0} SET name = 'missed' WHERE id = 1");

        await StartAsync();

        await WaitForTagAsync("rows");
    }

    [Fact]
    public async Task Table_DroppedAndMadeAgain_IsPublishedAgain()
    {
        await StartAsync();
        await ForgetAsync();

        await ChangeAsync("DROP TABLE {0}; CREATE TABLE {0} (id int PRIMARY KEY, name text, open boolean)");

        await WaitForTagAsync("rows");
        await WaitForReaderAsync();
        await ChangeAsync("INSERT INTO {0} VALUES (1, 'second life', true)");
        await WaitForTagAsync("rows|name=second life,open=true");
    }

    [Fact]
    public async Task Update_LargeValueThatIsNotSentAgain_IsThatOfTheOldRow()
    {
        await StartAsync(static row => [CacheTag.For("rows").With("length", row["body"]?.Length ?? -1)]);
        await ChangeAsync("INSERT INTO {0} VALUES (6, 'large', true, (SELECT string_agg(md5(i::text), '') FROM generate_series(1, 500) AS i))");
        await WaitForTagAsync("rows|length=16000");
        await postgres.Source.ExecuteAsync($"DELETE FROM {_schema}.evictions");

        await ChangeAsync("UPDATE {0} SET name = 'other' WHERE id = 6");

        await WaitForTagAsync("rows|length=16000");
        Assert.Equal(["rows|length=16000"], await NamedTagsAsync());
    }

    [Fact]
    public async Task Update_TableTellsNoOldRows_EvictsWhatIsNamedForThat()
    {
        await postgres.Source.ExecuteAsync($"ALTER TABLE {Table} REPLICA IDENTITY DEFAULT");
        await StartAsync();
        await ForgetAsync();

        await ChangeAsync("UPDATE {0} SET name = 'z' WHERE id = 1");

        await WaitForTagAsync("rows");
        Assert.Contains(_logs.Entries, static entry => entry.EventId.Id == 1070);
    }

    [Fact]
    public async Task Start_TableThatCouldNotBeUpdatedIfPublished_IsLeftAlone()
    {
        await postgres.Source.ExecuteAsync($"ALTER TABLE {Table} DROP CONSTRAINT rows_pkey, REPLICA IDENTITY DEFAULT");
        var host = await StartAsync(waits: false);

        await Eventually.Async(() => _logs.Entries.Any(static entry => entry.EventId.Id == 1067 && entry.Message.Contains("REPLICA IDENTITY FULL", StringComparison.Ordinal)), Deadline, "the reason is logged", Token);
        await ChangeAsync("UPDATE {0} SET name = 'still possible'");
        Assert.Contains(host.Services.GetRequiredService<EvictionFollower>().Limits, static limit => limit.Contains("change feed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Mapping_Throws_EvictsWhatIsNamedForUnknownRows()
    {
        await StartAsync(static row => row["no_such_column"] is null ? [] : []);
        await ForgetAsync();

        await ChangeAsync("INSERT INTO {0} VALUES (7, 'c', true)");

        await WaitForTagAsync("rows");
        Assert.Contains(_logs.Entries, static entry => entry.EventId.Id == 1071);
    }

    [Fact]
    public async Task Reader_KilledInBetween_AnotherTakesOverAndLosesNothing()
    {
        await using var killed = await ChildProcess.StartAsync(new ChildProcessStart(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "Tasker.Caching.PostgreSql.WriterHost.dll"), .. Settings.Select(static pair => $"--{pair.Key}={pair.Value}"), $"--Writer:Feed={Table}"]));
        await WaitForReaderAsync();
        await StartAsync(static row => [CacheTag.For("rows").With("id", row["id"])]);
        await ChangeAsync("INSERT INTO {0} SELECT i FROM generate_series(100, 119) AS i");
        await WaitForTagAsync("rows|id=119");

        // Changes before, while and after it dies.
        var changes = Task.Run(
            async () =>
            {
                for (var id = 200; id < 240; id++)
                {
                    await postgres.Source.ExecuteAsync($"INSERT INTO {Table} VALUES ({id})");
                }
            },
            Token);
        await killed.KillAsync();
        await changes;

        string[] expected = [.. Enumerable.Range(200, 40).Select(static id => $"rows|id={id}")];
        await Eventually.Async(async _ => !expected.Except(await TagsAsync()).Any(), Deadline, "the other instance has taken over", Token);
        Assert.Contains(_logs.Entries, static entry => entry.EventId.Id == 1066);
    }

    [Fact]
    public async Task Confirmed_OnlyWhatTheLogHas()
    {
        await StartAsync();
        await ForgetAsync();
        await postgres.Source.ExecuteAsync($"ALTER TABLE {_schema}.evictions ADD CONSTRAINT none CHECK (false) NOT VALID");
        var before = await postgres.Source.ScalarAsync<string>("SELECT pg_current_wal_lsn()::text");

        await ChangeAsync("INSERT INTO {0} VALUES (8, 'late', true)");
        await Eventually.Async(() => _hosts[0].Services.GetRequiredService<EvictionJournal>().Count > 0, Deadline, "the eviction waits for the log", Token);
        Assert.True(await postgres.Source.ScalarAsync<bool>($"SELECT confirmed_flush_lsn <= '{before}'::pg_lsn FROM pg_replication_slots WHERE slot_name IN (SELECT slot FROM {_schema}.feed)"));

        await postgres.Source.ExecuteAsync($"ALTER TABLE {_schema}.evictions DROP CONSTRAINT none");
        await WaitForTagAsync("rows|name=late,open=true");
        await Eventually.Async(
            async _ => await postgres.Source.ScalarAsync<bool>($"SELECT confirmed_flush_lsn > '{before}'::pg_lsn FROM pg_replication_slots WHERE slot_name IN (SELECT slot FROM {_schema}.feed)"), Deadline, "the change is confirmed", Token);
        Assert.True(_hosts[0].Services.GetRequiredService<FeedWatch>().Limits.Count == 0);
    }
}
