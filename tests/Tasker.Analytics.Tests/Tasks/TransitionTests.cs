using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Tasker.Analytics.Tests.Tasks;

public sealed class TransitionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_Complete_ShowsInThePerformance()
    {
        await using var host = new SampleHost();
        var task = await host.FindTaskAsync("steps_in_process", Token);
        var path = $"/v1/analytics/performance?hours=48&namespace={task.GetProperty("namespace")}";
        var before = (await host.GetAsync(path, Token)).GetProperty("totals");

        using var response = await host.MoveAsync(task.GetProperty("task_id").GetInt64(), new { to = "complete" }, Token);

        var after = (await host.GetAsync(path, Token)).GetProperty("totals");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(before.GetProperty("complete").GetInt32() + 1, after.GetProperty("complete").GetInt32());
        Assert.Equal(before.GetProperty("open").GetInt32() - 1, after.GetProperty("open").GetInt32());
    }

    [Fact]
    public async Task Post_Complete_ShowsInTheBottlenecks()
    {
        await using var host = new SampleHost();
        var id = (await host.FindTaskAsync("steps_in_process", Token)).GetProperty("task_id").GetInt64();
        var before = await ExecutionsAsync(host);

        using var response = await host.MoveAsync(id, new { to = "complete" }, Token);

        Assert.Equal(before + 1, await ExecutionsAsync(host));
    }

    [Fact]
    public async Task Post_Complete_TellsWhatChanged()
    {
        await using var host = new SampleHost();
        var task = await host.FindTaskAsync("steps_in_process", Token);

        using var response = await host.MoveAsync(task.GetProperty("task_id").GetInt64(), new { to = "complete" }, Token);

        var change = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal(task.GetProperty("namespace").GetString(), change.GetProperty("namespace").GetString());
        Assert.Equal("steps_in_process", change.GetProperty("from").GetString());
        Assert.Equal("complete", change.GetProperty("to").GetString());
        var running = Assert.Single(change.GetProperty("steps").EnumerateArray(), step => step.GetProperty("from").GetString() == "in_progress");
        Assert.Equal("complete", running.GetProperty("to").GetString());
    }

    [Fact]
    public async Task Post_OutOfAFinalState_Conflict()
    {
        await using var host = new SampleHost();
        var id = (await host.FindTaskAsync("complete", Token)).GetProperty("task_id").GetInt64();

        using var response = await host.MoveAsync(id, new { to = "pending" }, Token);

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Contains("final", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_TwentyAtOnce_OneWins()
    {
        await using var host = new SampleHost();
        var id = (await host.FindTaskAsync("steps_in_process", Token)).GetProperty("task_id").GetInt64();

        var responses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => host.MoveAsync(id, new { to = "complete" }, Token)));

        Assert.Single(responses, response => response.StatusCode == HttpStatusCode.OK);
        Assert.Equal(19, responses.Count(response => response.StatusCode == HttpStatusCode.Conflict));
    }

    private static async Task<long> ExecutionsAsync(SampleHost host)
    {
        var report = await host.GetAsync("/v1/analytics/bottlenecks?limit=100&min_executions=1", Token);
        return report.GetProperty("steps").EnumerateArray().Sum(step => step.GetProperty("executions").GetInt64());
    }
}
