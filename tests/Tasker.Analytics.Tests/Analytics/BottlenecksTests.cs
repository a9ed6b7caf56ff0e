namespace Tasker.Analytics.Tests.Analytics;

public sealed class BottlenecksTests(SampleHost host) : IClassFixture<SampleHost>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_NoParameters_TenSlowestFirst()
    {
        var report = await host.GetAsync("/v1/analytics/bottlenecks", Token);

        var slowest = report.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("p95_ms").GetInt64()).ToList();
        Assert.Equal(10, slowest.Count);
        Assert.Equal(slowest.OrderDescending(), slowest);
    }

    [Fact]
    public async Task Get_MinExecutions_LeavesOutRareSteps()
    {
        var report = await host.GetAsync("/v1/analytics/bottlenecks?limit=100&min_executions=50", Token);

        var executions = report.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("executions").GetInt64()).ToList();
        Assert.NotEmpty(executions);
        Assert.All(executions, count => Assert.True(count >= 50));
    }

    [Fact]
    public async Task Get_Namespace_OnlyItsSteps()
    {
        var report = await host.GetAsync("/v1/analytics/bottlenecks?limit=100&min_executions=1&namespace=billing", Token);

        var namespaces = report.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("namespace").GetString()).Distinct();
        Assert.Equal(["billing"], namespaces);
    }
}
