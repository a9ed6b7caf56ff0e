namespace Tasker.Caching.PostgreSql.Tests.Log;

/// <summary>Random schedules of transactions, computations and janitors: no node serves less than it has read.</summary>
public sealed class PostgresNodesTests(SharedPostgres postgres)
{
    private static readonly bool IsFullRun = Environment.GetEnvironmentVariable("TASKER_FULL") == "1";

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, IsFullRun ? 200 : 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Serve_RandomSchedule_HasAllThatTheNodeHasRead(int seed)
    {
        await using var run = new PostgresNodesRun(postgres, PostgresTest.NewSchema());

        await run.RunAsync(new Random(seed), steps: 400);

        Assert.True(run.Served > 0, "Nothing was served.");
        TestContext.Current.TestOutputHelper?.WriteLine($"Seed {seed}: {run.Served} served.");
    }
}
