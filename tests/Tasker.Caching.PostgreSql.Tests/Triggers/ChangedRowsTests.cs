namespace Tasker.Caching.PostgreSql.Tests.Triggers;

/// <summary>Triggers that compare rows.</summary>
public sealed class ChangedRowsTests(SharedPostgres postgres) : IAsyncLifetime
{
    private readonly string _schema = PostgresTest.NewSchema();

    public async ValueTask InitializeAsync()
    {
        await postgres.Source.ExecuteAsync(SchemaScript.CreateSql(_schema));
        await postgres.Source.ExecuteAsync(
            $"CREATE TABLE {_schema}.tasks (id int PRIMARY KEY, namespace text, value numeric, payload json, \"beat's\" timestamptz, tasker_rows int);" +
            $"INSERT INTO {_schema}.tasks SELECT i, chr(96 + i), i, '1', now() FROM generate_series(1, 3) AS i");
    }

    public ValueTask DisposeAsync() => default;

    private async Task<string[]> RunAsync(EvictionTriggerUpdates updates, string[] ignored, string sql)
    {
        var options = new EvictionTriggerOptions { Schema = _schema, Updates = updates, Ignored = ignored };
        await postgres.Source.ExecuteAsync(EvictionTrigger.CreateSql($"{_schema}.tasks", "analytics", options, ("namespace", "namespace")));
        await postgres.Source.ExecuteAsync(sql.Replace("tasks", $"{_schema}.tasks", StringComparison.Ordinal));
        return await postgres.Source.ScalarAsync<string[]>($"SELECT coalesce(array_agg(tag ORDER BY tag COLLATE \"C\"), ARRAY[]::text[]) FROM {_schema}.evictions");
    }

    [Theory]
    [InlineData("UPDATE tasks SET value = value")]
    [InlineData("UPDATE tasks SET value = 9 WHERE id = 1", "analytics|namespace=a")]
    [InlineData("UPDATE tasks SET value = CASE id WHEN 2 THEN 20 ELSE value END", "analytics|namespace=b")]
    [InlineData("UPDATE tasks SET namespace = 'z' WHERE id = 3", "analytics|namespace=c", "analytics|namespace=z")]
    [InlineData("UPDATE tasks SET payload = '2' WHERE id = 1", "analytics|namespace=a")]
    [InlineData("UPDATE tasks SET value = 3 - value WHERE id IN (1, 2)", "analytics|namespace=a", "analytics|namespace=b")]
    [InlineData("UPDATE tasks SET namespace = CASE id WHEN 1 THEN 'b' ELSE 'a' END, value = 5 WHERE id IN (1, 2)", "analytics|namespace=a", "analytics|namespace=b")]
    [InlineData("UPDATE tasks SET \"beat's\" = now() + interval '1 s' WHERE id = 1", "analytics|namespace=a")]
    public async Task Update_Changed_EvictsRowsThatDiffer(string sql, params string[] expected) =>
        Assert.Equal(expected, await RunAsync(EvictionTriggerUpdates.Changed, [], sql));

    [Theory]
    [InlineData("UPDATE tasks SET \"beat's\" = now() + interval '1 s'")]
    [InlineData("UPDATE tasks SET \"beat's\" = now() + interval '1 s', value = 7 WHERE id = 2", "analytics|namespace=b")]
    [InlineData("UPDATE tasks SET value = 3 - value, \"beat's\" = NULL WHERE id IN (1, 2)", "analytics|namespace=a", "analytics|namespace=b")]
    [InlineData("UPDATE tasks SET id = id + 10 WHERE id = 1", "analytics|namespace=a")]
    [InlineData("DELETE FROM tasks WHERE id = 1", "analytics|namespace=a")]
    public async Task Update_ColumnsIgnored_EvictsRowsThatDifferInOthers(string sql, params string[] expected) =>
        Assert.Equal(expected, await RunAsync(EvictionTriggerUpdates.Changed, ["beat's", "no_such"], sql));

    [Fact]
    public async Task Update_All_EvictsThoughNothingChanges() =>
        Assert.Equal(["analytics|namespace=b"], await RunAsync(EvictionTriggerUpdates.All, ["value"], "UPDATE tasks SET value = value WHERE id = 2"));
}
