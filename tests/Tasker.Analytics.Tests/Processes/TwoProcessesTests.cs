using Tasker.OutputCache.TestUtilities;

namespace Tasker.Analytics.Tests.Processes;

/// <summary>What holds between a worker and the API, each a process of its own.</summary>
public sealed class TwoProcessesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Worker_MovesTasks_AnalyticsOfTheApiFollow()
    {
        await using var samples = await TwoProcesses.StartAsync(Token);
        var before = await samples.CompleteAsync(Token);
        Assert.Equal(await samples.CompleteInDatabaseAsync(), before);
        samples.WriteTemplate("1.0.0", "first");

        await using (var worker = await samples.StartWorkerAsync(TimeSpan.FromMilliseconds(50)))
        {
            // They live a minute: what changes sooner was evicted.
            await SampleProcess.WaitForAsync(worker, "Moved task ");
            await Eventually.Async(samples.CompleteAsync, complete => complete > before + 3, TimeSpan.FromSeconds(30), "the API shows what the worker completes", Token);
            Assert.True(await worker.StopAsync(SampleProcess.Patience));
        }

        var committed = await samples.CompleteInDatabaseAsync();
        await Eventually.Async(samples.CompleteAsync, complete => complete == committed, TimeSpan.FromSeconds(30), "the API shows the last one", Token);
        using var again = await samples.SendAsync(HttpMethod.Get, "/v1/analytics/performance?hours=336", null, Token, authorization: null);
        Assert.Contains("hit", Assert.Single(again.Headers.GetValues("Cache-Status")), StringComparison.Ordinal);
        Assert.DoesNotContain("warn:", samples.Api.Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worker_BootsWithOtherTemplates_ApiResolvesThem()
    {
        await using var samples = await TwoProcesses.StartAsync(Token);
        samples.WriteTemplate("1.0.0", "first");
        samples.WriteTemplate("1.1.0", "to be removed");
        await (await samples.StartWorkerAsync(TimeSpan.Zero)).DisposeAsync();
        Assert.Equal(("first", 1), await samples.ResolveAsync("1.0.0", Token));
        Assert.Equal(("to be removed", 2), await samples.ResolveAsync("1.1.0", Token));
        Assert.Equal((null, 3), await samples.ResolveAsync("2.0.0", Token));

        // What the worker has evicted may still be on its way to the API, and take them once more.
        await Eventually.Async(async token => await ReadsAsync(samples, token) == await ReadsAsync(samples, token), TimeSpan.FromSeconds(30), "all are cached, the missing one too", Token);

        samples.WriteTemplate("1.0.0", "second");
        samples.WriteTemplate("2.0.0", "new");
        samples.DeleteTemplate("1.1.0");
        await (await samples.StartWorkerAsync(TimeSpan.Zero)).DisposeAsync();

        // They live an hour: the very next request after the message of the eviction has come gets the new ones.
        await Eventually.Async(async token => (await samples.ResolveAsync("1.0.0", token)).Description, description => description == "second", TimeSpan.FromSeconds(30), "the new text", Token);
        Assert.Equal("new", (await samples.ResolveAsync("2.0.0", Token)).Description);
        Assert.Null((await samples.ResolveAsync("1.1.0", Token)).Description);
    }

    private static async Task<long> ReadsAsync(TwoProcesses samples, CancellationToken cancellationToken)
    {
        await samples.ResolveAsync("1.0.0", cancellationToken);
        await samples.ResolveAsync("1.1.0", cancellationToken);
        return (await samples.ResolveAsync("2.0.0", cancellationToken)).Reads;
    }

    [Fact]
    public async Task Redis_Stopped_TemplatesComeFromTheDatabaseUntilItIsBack()
    {
        await using var samples = await TwoProcesses.StartAsync(Token);
        samples.WriteTemplate("1.0.0", "first");
        await (await samples.StartWorkerAsync(TimeSpan.Zero)).DisposeAsync();
        var (_, reads) = await samples.ResolveAsync("1.0.0", Token);
        Assert.Equal(("first", reads), await samples.ResolveAsync("1.0.0", Token));

        await samples.Redis.KillAsync();
        await Eventually.Async(async token => (await samples.ResolveAsync("1.0.0", token)).Reads, now => now > reads, TimeSpan.FromSeconds(30), "the API is out of touch, and reads its database", Token);
        reads = (await samples.ResolveAsync("1.0.0", Token)).Reads;

        for (var i = 1; i <= 20; i++)
        {
            Assert.Equal(("first", reads + i), await samples.ResolveAsync("1.0.0", Token));
        }

        Assert.Single(samples.Api.Output.Lines, line => line.Contains("'templates' is not cached while this process is out of touch", StringComparison.Ordinal));

        await samples.Redis.StartAsync(Token);
        await Eventually.Async(
            async token => (await samples.ResolveAsync("1.0.0", token)).Reads == (await samples.ResolveAsync("1.0.0", token)).Reads,
            SampleProcess.Patience,
            "templates are cached again",
            Token);
    }

    [Fact]
    public async Task Get_OverPostgres_EveryQuestionIsAnsweredAndEvicted()
    {
        string[] questions =
        [
            "statistics/department_workload", "statistics/operator_stats?department_id=1", "statistics/task_stats?start_date=2026-01-01&end_date=2026-01-31",
            "statistics/collaboration_stats", "dashboards/overview", "dashboards/issues/by-priority", "dashboards/issues/by-status", "dashboards/issues/trends",
            "dashboards/changes/by-status", "dashboards/requests/by-status", "dashboards/health", "dashboards/activity", "dashboards/mobile", "me/tasks", "tickets",
        ];
        await using var samples = await TwoProcesses.StartAsync(Token);

        foreach (var question in questions)
        {
            using var answer = await samples.SendAsync(HttpMethod.Get, $"/v1/{question}", null, Token);
            Assert.True(answer.IsSuccessStatusCode, $"{question}: {await answer.Content.ReadAsStringAsync(Token)}");
        }

        using var closed = await samples.SendAsync(HttpMethod.Patch, "/v1/tickets/1", new { status = "closed", priority = "critical" }, Token);
        using var scored = await samples.SendAsync(HttpMethod.Put, "/v1/health/payments", new { score = 1 }, Token);
        using var health = await samples.SendAsync(HttpMethod.Get, "/v1/dashboards/health", null, Token);

        Assert.True(closed.IsSuccessStatusCode && scored.IsSuccessStatusCode);
        Assert.Contains("\"score\":1}", await health.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }
}
