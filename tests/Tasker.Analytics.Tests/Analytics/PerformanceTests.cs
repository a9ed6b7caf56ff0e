namespace Tasker.Analytics.Tests.Analytics;

public sealed class PerformanceTests(SampleHost host) : IClassFixture<SampleHost>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_NoParameters_CoversTheLastDayOfAllNamespaces()
    {
        var report = await host.GetAsync("/v1/analytics/performance", Token);

        Assert.Equal(24, report.GetProperty("hours").GetInt32());
        Assert.InRange(report.GetProperty("totals").GetProperty("total").GetInt32(), 800, 1_200);
        Assert.Equal(6, report.GetProperty("tasks").EnumerateArray().Select(task => task.GetProperty("namespace").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task Get_Namespace_IsTheShareOfItInAll()
    {
        var all = await host.GetAsync("/v1/analytics/performance?hours=12", Token);
        var payments = await host.GetAsync("/v1/analytics/performance?hours=12&namespace=payments", Token);

        var expected = all.GetProperty("tasks").EnumerateArray().Where(task => task.GetProperty("namespace").GetString() == "payments").Sum(task => task.GetProperty("total").GetInt32());
        Assert.Equal(expected, payments.GetProperty("totals").GetProperty("total").GetInt32());
        Assert.True(expected > 0);
    }

    [Fact]
    public async Task Get_Percentiles_AreInOrder()
    {
        var report = await host.GetAsync("/v1/analytics/performance?hours=48", Token);

        foreach (var task in report.GetProperty("tasks").EnumerateArray().Where(task => task.GetProperty("complete").GetInt32() > 0))
        {
            var durations = new[] { "p50_ms", "p95_ms", "p99_ms", "max_ms" }.Select(name => task.GetProperty(name).GetInt64()).ToList();
            Assert.Equal(durations.Order(), durations);
            Assert.True(durations[0] > 0);
        }
    }

    [Fact]
    public async Task Get_Twice_CountsTheRuns()
    {
        await using var fresh = new SampleHost();
        using var client = fresh.CreateClient();

        using var first = await client.GetAsync("/v1/analytics/performance?hours=1", Token);
        using var second = await client.GetAsync("/v1/analytics/performance?hours=2", Token);

        Assert.Equal(["1"], first.Headers.GetValues("X-Handler-Runs"));
        Assert.Equal(["2"], second.Headers.GetValues("X-Handler-Runs"));
    }
}
