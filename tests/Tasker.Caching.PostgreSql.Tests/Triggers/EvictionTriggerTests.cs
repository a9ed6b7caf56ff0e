using System.Globalization;
using Npgsql;
using Tasker.Caching.Engine;

namespace Tasker.Caching.PostgreSql.Tests.Triggers;

public sealed class EvictionTriggerTests(SharedPostgres postgres) : IAsyncLifetime
{
    private static readonly bool IsFullRun = Environment.GetEnvironmentVariable("TASKER_FULL") == "1";

    private readonly string _schema = PostgresTest.NewSchema();
    private long _read;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await postgres.Source.ExecuteAsync(SchemaScript.CreateSql(_schema));
        await CreateAsync("CREATE TABLE {0}.tasks (id int PRIMARY KEY, namespace text, status int, payload json)", "tasks", ("namespace", "namespace"));
        await postgres.Source.ExecuteAsync($"INSERT INTO {_schema}.tasks VALUES (1, 'a', 1, '1'), (2, 'b', 1, '2'), (3, NULL, 2, '3')");
        await ReadAsync();
    }

    public ValueTask DisposeAsync() => default;

    private async Task CreateAsync(string create, string table, params (string Dimension, string Column)[] map)
    {
        await postgres.Source.ExecuteAsync(string.Format(CultureInfo.InvariantCulture, create, _schema));
        await postgres.Source.ExecuteAsync(EvictionTrigger.CreateSqlIn(_schema, $"{_schema}.{table}", "analytics", map));
    }

    private async Task<string[]> ReadAsync()
    {
        var tags = await postgres.Source.ScalarAsync<string[]>($"SELECT coalesce(array_agg(tag ORDER BY tag COLLATE \"C\"), ARRAY[]::text[]) FROM {_schema}.evictions WHERE xid > {_read}");
        _read = await postgres.Source.ScalarAsync<long>($"SELECT coalesce(max(xid), 0) FROM {_schema}.evictions");
        return tags;
    }

    [Theory]
    [InlineData("INSERT INTO {0}.tasks VALUES (4, 'c', 1), (5, 'c', 1), (6, '', 1)", "analytics|namespace=*", "analytics|namespace=c")]
    [InlineData("UPDATE {0}.tasks SET namespace = 'z' WHERE id = 1", "analytics|namespace=a", "analytics|namespace=z")]
    [InlineData("UPDATE {0}.tasks SET status = 9 WHERE id = 2", "analytics|namespace=b")]
    [InlineData("UPDATE {0}.tasks SET status = 9 WHERE id = 99")]
    [InlineData("DELETE FROM {0}.tasks WHERE id IN (1, 3)", "analytics|namespace=*", "analytics|namespace=a")]
    [InlineData("TRUNCATE {0}.tasks", "analytics")]
    [InlineData("INSERT INTO {0}.tasks VALUES (1, 'n', 1), (7, 'm', 1) ON CONFLICT (id) DO UPDATE SET namespace = excluded.namespace", "analytics|namespace=a", "analytics|namespace=m", "analytics|namespace=n")]
    [InlineData("MERGE INTO {0}.tasks t USING (VALUES (1, 'n'), (8, 'o')) AS s (id, ns) ON t.id = s.id WHEN MATCHED THEN UPDATE SET namespace = s.ns WHEN NOT MATCHED THEN INSERT VALUES (s.id, s.ns, 1)", "analytics|namespace=a", "analytics|namespace=n", "analytics|namespace=o")]
    public async Task Statement_Rows_EvictTheirTags(string sql, params string[] expected)
    {
        await postgres.Source.ExecuteAsync(string.Format(CultureInfo.InvariantCulture, sql, _schema));

        Assert.Equal(expected, (await ReadAsync()).Distinct());
    }

    [Fact]
    public async Task Copy_Rows_EvictTheirTags()
    {
        await using (var connection = await postgres.Source.OpenConnectionAsync(Token))
        await using (var writer = await connection.BeginBinaryImportAsync($"COPY {_schema}.tasks (id, namespace) FROM STDIN (FORMAT BINARY)", Token))
        {
            for (var i = 100; i < 200; i++)
            {
                await writer.StartRowAsync(Token);
                await writer.WriteAsync(i, Token);
                await writer.WriteAsync(i % 2 == 0 ? "even" : "odd", Token);
            }

            await writer.CompleteAsync(Token);
        }

        Assert.Equal(["analytics|namespace=even", "analytics|namespace=odd"], await ReadAsync());
    }

    [Fact]
    public async Task Rollback_EvictsNothing()
    {
        await using var connection = await postgres.Source.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await transaction.ExecuteAsync($"DELETE FROM {_schema}.tasks");
        await transaction.RollbackAsync(Token);

        Assert.Empty(await ReadAsync());
    }

    [Fact]
    public async Task PreparedTransaction_EvictsWhenItCommits()
    {
        var server = await Tasker.OutputCache.TestUtilities.Servers.PostgresServer.StartNewAsync(Token);
        await using var _ = server;

        // The shared server allows none; changing that needs a restart.
        await server.QueryAsync("ALTER SYSTEM SET max_prepared_transactions = 5");
        await server.RestartAsync(Token);
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        await using var backend = PostgresTest.Open(server, _schema);
        var (at, _, _) = await backend.Backend.Log.ReadAsync();
        await source.ExecuteAsync($"CREATE TABLE rows (id int); {EvictionTrigger.CreateSqlIn(_schema, "rows", "analytics")}");
        await source.ExecuteAsync("BEGIN; INSERT INTO rows VALUES (1); PREPARE TRANSACTION 'kept'");
        await source.ExecuteAsync("BEGIN; INSERT INTO rows VALUES (2); PREPARE TRANSACTION 'gone'");
        Assert.Empty((await backend.Backend.Log.ReadAsync(at)).Evictions);

        await source.ExecuteAsync("ROLLBACK PREPARED 'gone'");
        Assert.Empty((await backend.Backend.Log.ReadAsync(at)).Evictions);
        await source.ExecuteAsync("COMMIT PREPARED 'kept'");

        Assert.Equal(["analytics"], (await backend.Backend.Log.ReadAsync(at)).Evictions.Select(static eviction => eviction.Tag));
    }

    [Theory]
    [InlineData("parts")]
    [InlineData("parts_low")]
    public async Task Partitions_WrittenThroughParentAndLeaf_Evict(string written)
    {
        await CreateAsync(
            "CREATE TABLE {0}.parts (id int, namespace text) PARTITION BY RANGE (id); CREATE TABLE {0}.parts_low PARTITION OF {0}.parts FOR VALUES FROM (0) TO (10); CREATE TABLE {0}.parts_high PARTITION OF {0}.parts FOR VALUES FROM (10) TO (20)",
            "parts",
            ("namespace", "namespace"));

        await postgres.Source.ExecuteAsync($"INSERT INTO {_schema}.{written} VALUES (1, 'a'), (2, 'b')");
        Assert.Equal(["analytics|namespace=a", "analytics|namespace=b"], await ReadAsync());

        // Into another partition.
        await postgres.Source.ExecuteAsync($"UPDATE {_schema}.parts SET id = 11, namespace = 'c' WHERE id = 1");
        Assert.Equal(["analytics|namespace=a", "analytics|namespace=c"], (await ReadAsync()).Distinct());
        await postgres.Source.ExecuteAsync($"TRUNCATE {_schema}.{written}");
        Assert.Contains("analytics", await ReadAsync());
    }

    [Fact]
    public async Task Cascade_DeletesOfChildren_Evict()
    {
        await CreateAsync(
            "CREATE TABLE {0}.steps (id int PRIMARY KEY, task int REFERENCES {0}.tasks ON DELETE CASCADE ON UPDATE CASCADE, kind text); INSERT INTO {0}.steps VALUES (1, 1, 'k1'), (2, 1, 'k2'), (3, 2, 'k3')",
            "steps",
            ("kind", "kind"));
        await ReadAsync();

        await postgres.Source.ExecuteAsync($"DELETE FROM {_schema}.tasks WHERE id = 1");

        Assert.Equal(["analytics|kind=k1", "analytics|kind=k2", "analytics|namespace=a"], (await ReadAsync()).Distinct());
    }

    [Fact]
    public async Task Statement_ThousandsOfTags_EvictsTheResource()
    {
        await postgres.Source.ExecuteAsync($"INSERT INTO {_schema}.tasks SELECT i, 'n' || i FROM generate_series(1000, 3000) AS i");

        Assert.Equal(["analytics"], await ReadAsync());
    }

    [Fact]
    public async Task Statement_CollationThatTakesValuesForEqual_EvictsEach()
    {
        await postgres.Source.ExecuteAsync($"CREATE COLLATION {_schema}.any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
        await CreateAsync($"CREATE TABLE {{0}}.people (id int, name text COLLATE {_schema}.any_case)", "people", ("name", "name"));

        await postgres.Source.ExecuteAsync($"INSERT INTO {_schema}.people VALUES (1, 'ada'), (2, 'Ada'), (3, 'ADA')");

        Assert.Equal(["analytics|name=ADA", "analytics|name=Ada", "analytics|name=ada"], await ReadAsync());
    }

    [Fact]
    public async Task Update_NothingMapped_EvictsTheResourceIfARowWasUpdated()
    {
        await CreateAsync("CREATE TABLE {0}.plain (id int); INSERT INTO {0}.plain VALUES (1), (2)", "plain");
        await ReadAsync();

        await postgres.Source.ExecuteAsync($"UPDATE {_schema}.plain SET id = 3 WHERE id = 9");
        Assert.Empty(await ReadAsync());
        await postgres.Source.ExecuteAsync($"UPDATE {_schema}.plain SET id = id + 1");

        Assert.Equal(["analytics"], await ReadAsync());
    }

    // Names of the function itself.
    [Fact]
    public async Task Create_ColumnsCalledAsTheFunctionCallsItsOwn_AreColumns()
    {
        await CreateAsync("CREATE TABLE {0}.odd (evicted text, spelt text, changed text, tag text, v0 text, content text, weight text)", "odd", ("a", "evicted"), ("b", "spelt"), ("c", "tag"), ("d", "v0"), ("e", "content"), ("f", "weight"));

        await postgres.Source.ExecuteAsync($"INSERT INTO {_schema}.odd VALUES ('1', '2', '', '3', '4', '5', '6'); UPDATE {_schema}.odd SET v0 = '7'");

        Assert.Equal(["analytics|a=1,b=2,c=3,d=4,e=5,f=6", "analytics|a=1,b=2,c=3,d=7,e=5,f=6"], (await ReadAsync()).Distinct());
    }

    [Fact]
    public async Task Create_Expression_IsTheValue()
    {
        await CreateAsync("CREATE TABLE {0}.jobs (id int, status int)", "jobs", ("status", "CASE status WHEN 1 THEN 'failed' ELSE 'done' END"), ("id", "id"));

        await postgres.Source.ExecuteAsync($"INSERT INTO {_schema}.jobs VALUES (7, 1)");

        Assert.Equal([CacheTag.For("analytics").With("id", 7).With("status", "failed").ToString()], await ReadAsync());
    }

    // Whoever writes needs no right to the schema of the cache; and how the session spells dates is no matter.
    [Fact]
    public async Task Statement_OfARoleWithoutRightsAndWithOtherSettings_EvictsAlike()
    {
        await CreateAsync("CREATE TABLE {0}.times (at timestamptz, day date, n float8)", "times", ("at", "at"), ("day", "day"), ("n", "n"));
        var role = $"r{Guid.NewGuid():N}";
        await postgres.Source.ExecuteAsync($"CREATE ROLE {role} LOGIN; GRANT USAGE ON SCHEMA {_schema} TO {role}; GRANT INSERT ON {_schema}.times TO {role}");
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(postgres.Server.ConnectionString) { Username = role }.ConnectionString);

        await source.ExecuteAsync($"SET TimeZone = 'Asia/Tokyo'; SET DateStyle = 'German, DMY'; SET extra_float_digits = -10; INSERT INTO {_schema}.times VALUES ('2026-11-30T12:00:00Z', '2026-11-30', 0.1)");

        Assert.Equal(["analytics|at=2026-11-30 12%3A00%3A00+00,day=2026-11-30,n=0.1"], await ReadAsync());
    }

    [Fact]
    public async Task Text_RandomValues_AreTheTagsOfCSharp()
    {
        var random = new Random(20261130);
        var values = Enumerable.Range(0, IsFullRun ? 100_000 : 5_000).Select(_ => RandomText(random)).ToArray();
        await using var command = postgres.Source.CreateCommand($"SELECT 'analytics|' || {_schema}.tag_part('namespace', v) FROM unnest($1) WITH ORDINALITY AS t (v, i) ORDER BY i");
        command.Parameters.Add(new NpgsqlParameter<string?[]> { TypedValue = values });

        var i = 0;
        await using var reader = await command.ExecuteReaderAsync(Token);
        while (await reader.ReadAsync(Token))
        {
            var value = values[i++];
            if (value is { Length: > 512 })
            {
                // Not told to other processes: it counts as not named, which takes more.
                Assert.True(reader.IsDBNull(0));
                continue;
            }

            Assert.Equal(CacheTag.For("analytics").With("namespace", value).ToString(), reader.GetString(0));
        }

        Assert.Equal(values.Length, i);
    }

    private static string? RandomText(Random random)
    {
        const string Odd = "%:{}*@|=,~ /\\'\"\t\n\r\u007f\u0080\u009fäß東\u00a0\u200bA9-_.";
        var length = random.Next(20) == 0 ? random.Next(500, 530) : random.Next(12);
        if (random.Next(50) == 0)
        {
            return null;
        }

        var text = new System.Text.StringBuilder();
        while (text.Length < length)
        {
            _ = random.Next(6) switch
            {
                0 => text.Append(Odd[random.Next(Odd.Length)]),
                1 => text.Append(char.ConvertFromUtf32(random.Next(0x10000, 0x10ffff))),
                2 => text.Append((char)random.Next(1, 0xd7ff)),
                _ => text.Append((char)random.Next(' ', '~' + 1)),
            };
        }

        return text.ToString();
    }

    // Nodes read what PostgreSQL writes by the type of the dimension, and so come to the value that C# evicts.
    [Fact]
    public async Task Typed_RandomValues_AreTheValuesOfCSharp()
    {
        var random = new Random(30112026);
        for (var i = 0; i < (IsFullRun ? 2_000 : 200); i++)
        {
            await AssertAlikeAsync(random.NextInt64(long.MinValue, long.MaxValue), "int8");
            await AssertAlikeAsync(random.Next(), "int4");
            await AssertAlikeAsync(random.Next(2) == 0, "bool");
            await AssertAlikeAsync(Guid.NewGuid(), "uuid");
            await AssertAlikeAsync(Math.Round((decimal)random.NextDouble() * random.Next(1, 1_000_000), random.Next(6)), "numeric");
            await AssertAlikeAsync(random.NextDouble() * Math.Pow(10, random.Next(-20, 20)), "float8");
            await AssertAlikeAsync(DateOnly.FromDayNumber(random.Next(600_000, 800_000)), "date");
            await AssertAlikeAsync(new DateTime(random.NextInt64(600_000_000_000_000_000, 700_000_000_000_000_000) / 10 * 10, DateTimeKind.Unspecified), "timestamp");
            await AssertAlikeAsync(new DateTimeOffset(random.NextInt64(600_000_000_000_000_000, 700_000_000_000_000_000) / 10 * 10, TimeSpan.Zero), "timestamptz");
        }
    }

    private async Task AssertAlikeAsync<T>(T value, string type)
        where T : struct
    {
        var written = await TextOfAsync(value, type);
        var form = ValueForms.Of(typeof(T))!;
        Assert.Equal(form.TryFormat(ValueForms.Format(value)), form.TryFormat(written));
    }

    private async Task<string> TextOfAsync<T>(T value, string type)
        where T : struct
    {
        await using var connection = await postgres.Source.OpenConnectionAsync(Token);
        await using var command = new NpgsqlCommand($"SET TimeZone = 'UTC'; SELECT ($1::{type})::text", connection);
        command.CommandText = $"SELECT ($1::{type})::text";
        await using (var set = new NpgsqlCommand("SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET extra_float_digits = 1", connection))
        {
            await set.ExecuteNonQueryAsync(Token);
        }

        command.Parameters.Add(new NpgsqlParameter { Value = value, DataTypeName = type });
        return (string)(await command.ExecuteScalarAsync(Token))!;
    }

    [Theory]
    [InlineData("", "analytics", "namespace", "namespace")]
    [InlineData("tasks", "no|name", "namespace", "namespace")]
    [InlineData("tasks", "analytics", "no=name", "namespace")]
    [InlineData("tasks", "analytics", "namespace", " ")]
    public void CreateSql_NoNames_Throws(string table, string resource, string dimension, string column) =>
        Assert.ThrowsAny<ArgumentException>(() => EvictionTrigger.CreateSql(table, resource, (dimension, column)));

    [Fact]
    public void CreateSql_LongNames_FitAndDiffer()
    {
        var first = EvictionTrigger.CreateSql("a_very_long_name_of_a_schema.and_a_very_long_name_of_a_table_that_goes_on_and_on", "analytics");
        var second = EvictionTrigger.CreateSql("a_very_long_name_of_a_schema.and_a_very_long_name_of_a_table_that_goes_on_and_off", "analytics");

        Assert.NotEqual(first.Split('(')[0], second.Split('(')[0]);
        Assert.True(first.Split('(')[0].Split('.')[1].Length + "_truncate".Length <= 63);
    }
}
