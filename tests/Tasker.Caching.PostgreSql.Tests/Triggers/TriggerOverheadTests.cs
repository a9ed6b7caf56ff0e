using System.Diagnostics;

namespace Tasker.Caching.PostgreSql.Tests.Triggers;

/// <summary>What a statement that changes many rows pays for its triggers.</summary>
public sealed class TriggerOverheadTests(SharedPostgres postgres)
{
    private const int Rounds = 5;

    private static readonly bool IsFullRun = Environment.GetEnvironmentVariable("TASKER_FULL") == "1";
    private static readonly int Rows = IsFullRun ? 1_000_000 : 2_000;

    private readonly string _schema = PostgresTest.NewSchema();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<TimeSpan> UpdateAsync(string table)
    {
        await using var command = postgres.Source.CreateCommand($"UPDATE {_schema}.{table} SET status = status + 1");
        command.CommandTimeout = 0;
        var watch = Stopwatch.StartNew();
        Assert.Equal(Rows, await command.ExecuteNonQueryAsync(Token));
        var taken = watch.Elapsed;

        // Both begin with tables of one size.
        await using var vacuum = postgres.Source.CreateCommand($"VACUUM {_schema}.{table}");
        vacuum.CommandTimeout = 0;
        await vacuum.ExecuteNonQueryAsync(Token);
        return taken;
    }

    [Fact]
    public async Task Update_OfManyRows_IsOneSetOfEvictions()
    {
        await postgres.Source.ExecuteAsync(SchemaScript.CreateSql(_schema));
        foreach (var table in (string[])["plain", "watched"])
        {
            await using var create = postgres.Source.CreateCommand(
                $"CREATE TABLE {_schema}.{table} (id int PRIMARY KEY, namespace text, status int, payload text); INSERT INTO {_schema}.{table} SELECT i, 'ns' || i % 50, 0, repeat('x', 100) FROM generate_series(1, {Rows}) AS i");
            create.CommandTimeout = 0;
            await create.ExecuteNonQueryAsync(Token);
        }

        await postgres.Source.ExecuteAsync(EvictionTrigger.CreateSqlIn(_schema, $"{_schema}.watched", "analytics", ("namespace", "namespace")));
        var ratios = new List<double>();
        for (var round = 0; round < (IsFullRun ? Rounds : 1); round++)
        {
            var plain = await UpdateAsync("plain");
            ratios.Add(await UpdateAsync("watched") / plain);
        }

        // 50 namespaces before and after: each is evicted once a statement.
        Assert.Equal(50 * ratios.Count, await postgres.Source.ScalarAsync<long>($"SELECT count(*) FROM {_schema}.evictions"));
        ratios.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine($"An update of {Rows} rows takes {ratios[ratios.Count / 2]:0.00} times as long with triggers (median of {ratios.Count}: {string.Join(", ", ratios.Select(static ratio => $"{ratio:0.00}"))}).");
    }
}
