namespace Tasker.Analytics.Tests;

/// <summary>What the sample promises of its cached endpoints.</summary>
public sealed class CachingTests
{
    private const string Alice = "Dev user=alice;tenant=acme";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/v1/analytics/performance", "/v1/analytics/performance?hours=24&utm_source=mail")]
    [InlineData("/v1/analytics/bottlenecks?limit=10", "/v1/analytics/bottlenecks?min_executions=5")]
    public async Task Get_SameQuestionTwice_HandlerRunsOnce(string path, string sameInOtherWords)
    {
        await using var host = new SampleHost();

        var first = await CachedAnswer.GetAsync(host, path);
        var second = await CachedAnswer.GetAsync(host, sameInOtherWords);

        Assert.Equal((1, "tasker; fwd=miss; stored"), (first.HandlerRuns, first.CacheStatus));
        Assert.True(second.IsHit, second.CacheStatus);
        Assert.Equal((1, first.Body), (second.HandlerRuns, second.Body));
    }

    [Fact]
    public async Task Get_ManyAtOnce_HandlerRunsOnce()
    {
        await using var host = new SampleHost();
        _ = host.CreateClient();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => CachedAnswer.GetAsync(host, "/v1/analytics/performance?hours=3")));

        Assert.All(answers, answer => Assert.Equal(1, answer.HandlerRuns));
    }

    [Theory]
    [InlineData("/v1/analytics/performance?hours=48")]
    [InlineData("/v1/analytics/bottlenecks?limit=100")]
    public async Task Post_TransitionInPayments_RefreshesPaymentsAndTheUnfilteredButNotBilling(string path)
    {
        await using var host = new SampleHost();
        await CachedAnswer.GetAsync(host, path);
        await CachedAnswer.GetAsync(host, $"{path}&namespace=payments");
        var billing = await CachedAnswer.GetAsync(host, $"{path}&namespace=billing");

        await MoveATaskAsync(host, "payments");

        Assert.False((await CachedAnswer.GetAsync(host, path)).IsHit);
        Assert.False((await CachedAnswer.GetAsync(host, $"{path}&namespace=payments")).IsHit);
        var after = await CachedAnswer.GetAsync(host, $"{path}&namespace=billing");
        Assert.True(after.IsHit, after.CacheStatus);
        Assert.Equal(billing.Body, after.Body);
    }

    [Fact]
    public async Task Post_TransitionThatIsRefused_EvictsNothing()
    {
        await using var host = new SampleHost();
        await CachedAnswer.GetAsync(host, "/v1/analytics/performance");
        var ended = await host.GetAsync("/v1/tasks?state=complete&limit=1", Token);

        using var refused = await host.MoveAsync(ended.GetProperty("tasks")[0].GetProperty("task_id").GetInt64(), new { to = "pending" }, Token);

        Assert.False(refused.IsSuccessStatusCode);
        Assert.True((await CachedAnswer.GetAsync(host, "/v1/analytics/performance")).IsHit);
    }

    [Fact]
    public async Task Overview_TwoTenants_NeverShareAndAreRefreshedApart()
    {
        await using var host = new SampleHost();
        var acme = await CachedAnswer.GetAsync(host, "/v1/dashboards/overview", Alice);
        var globex = await CachedAnswer.GetAsync(host, "/v1/dashboards/overview", "Dev user=alice;tenant=globex");
        var colleague = await CachedAnswer.GetAsync(host, "/v1/dashboards/overview?range=7d", "Dev user=bob;tenant=acme");

        Assert.False(globex.IsHit);
        Assert.NotEqual(acme.Body, globex.Body);
        Assert.True(colleague.IsHit, colleague.CacheStatus);
        Assert.Equal(acme.Body, colleague.Body);

        await MoveATaskAsync(host, tenant: "acme");

        Assert.False((await CachedAnswer.GetAsync(host, "/v1/dashboards/overview", Alice)).IsHit);
        Assert.True((await CachedAnswer.GetAsync(host, "/v1/dashboards/overview", "Dev user=carol;tenant=globex")).IsHit);
    }

    [Theory]
    [InlineData("Dev user=bob;tenant=acme")]
    [InlineData("Dev user=alice;tenant=globex")]
    public async Task MyTasks_AnotherUserOrTenant_NeverShares(string other)
    {
        await using var host = new SampleHost();
        var mine = await CachedAnswer.GetAsync(host, "/v1/me/tasks?limit=5", Alice);

        var theirs = await CachedAnswer.GetAsync(host, "/v1/me/tasks?limit=5", other);

        Assert.False(theirs.IsHit);
        Assert.NotEqual(mine.Body, theirs.Body);
        Assert.True((await CachedAnswer.GetAsync(host, "/v1/me/tasks?limit=5", Alice)).IsHit);
    }

    [Fact]
    public async Task Overview_ForgedParameters_ChangeNothing()
    {
        await using var host = new SampleHost();
        var acme = await CachedAnswer.GetAsync(host, "/v1/dashboards/overview", Alice);

        var forged = await CachedAnswer.GetAsync(host, "/v1/dashboards/overview?tenant=acme&%40tenant=acme", "Dev user=mallory;tenant=globex");

        Assert.False(forged.IsHit);
        Assert.NotEqual(acme.Body, forged.Body);
    }

    [Fact]
    public async Task Get_UnknownNamespace_IsNotStored()
    {
        await using var host = new SampleHost();
        using var client = host.CreateClient();

        using var response = await client.GetAsync("/v1/analytics/performance?namespace=nowhere", Token);

        Assert.Equal("tasker; fwd=miss; detail=status", Assert.Single(response.Headers.GetValues("Cache-Status")));
    }

    private static async Task MoveATaskAsync(SampleHost host, string? @namespace = null, string? tenant = null)
    {
        var list = await host.GetAsync($"/v1/tasks?state=steps_in_process&limit=200&namespace={@namespace}", Token);
        var task = list.GetProperty("tasks").EnumerateArray().First(task => tenant is null || task.GetProperty("tenant").GetString() == tenant);
        using var response = await host.MoveAsync(task.GetProperty("task_id").GetInt64(), new { to = "complete" }, Token);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Token));
    }
}
