using System.Net;
using System.Text.Json;

namespace Tasker.Analytics.Tests.Statistics;

public sealed class StatisticsTests
{
    private const string Acme = "Dev user=alice;tenant=acme";

    private static readonly string[] Names = ["department_workload", "operator_stats", "task_stats", "collaboration_stats"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_Transition_TakesItsDepartmentAndTheUnfilteredInItsTenant()
    {
        await using var host = new SampleHost();
        var mine = await MyTaskAsync(host);
        var operations = await DepartmentAsync(host, "operations");
        var finance = await DepartmentAsync(host, "finance");
        var before = await OpenAsync(host, operations);
        string[] questions = [.. Names.SelectMany(name => (string[])[name, $"{name}?department_id={operations}", $"{name}?department_id={finance}"])];
        await MissesAsync(host, questions, Acme);
        await MissesAsync(host, Names, "Dev user=bob;tenant=globex");

        using var response = await host.MoveAsync(mine, new { to = "complete" }, Token);

        response.EnsureSuccessStatusCode();
        Assert.Equal(before - 1, await OpenAsync(host, operations));
        Assert.Equal(
            questions.Where(question => !question.EndsWith($"={finance}", StringComparison.Ordinal) && question != $"department_workload?department_id={operations}"),
            await MissesAsync(host, questions, Acme));
        Assert.Empty(await MissesAsync(host, Names, "Dev user=bob;tenant=globex"));
    }

    [Fact]
    public async Task Post_Transition_TakesMyTasksOfItsOperatorOnly()
    {
        await using var host = new SampleHost();
        var mine = await MyTaskAsync(host);
        await CachedAnswer.GetAsync(host, "/v1/me/tasks", Acme);
        await CachedAnswer.GetAsync(host, "/v1/me/tasks", "Dev user=carol;tenant=acme");

        using var response = await host.MoveAsync(mine, new { to = "complete" }, Token);

        Assert.False((await CachedAnswer.GetAsync(host, "/v1/me/tasks", Acme)).IsHit);
        Assert.True((await CachedAnswer.GetAsync(host, "/v1/me/tasks", "Dev user=carol;tenant=acme")).IsHit);
    }

    [Fact]
    public async Task Get_AllTables_CountTheSameTasks()
    {
        await using var host = new SampleHost();
        var counts = new List<long>();

        foreach (var name in Names)
        {
            counts.Add((await RowsAsync(host, name)).Sum(row => row.GetProperty("tasks").GetInt64()));
        }

        Assert.NotEqual(0, counts[0]);
        Assert.All(counts, count => Assert.Equal(counts[0], count));
    }

    [Theory]
    [InlineData("start_date=2030-05-03&end_date=2030-05-02", HttpStatusCode.BadRequest)]
    [InlineData("start_date=05/03/2030", HttpStatusCode.BadRequest)]
    [InlineData("start_date=2020-01-01", HttpStatusCode.BadRequest)]
    [InlineData("end_date=0001-01-01", HttpStatusCode.BadRequest)]
    [InlineData("department_id=01", HttpStatusCode.BadRequest)]
    [InlineData("department_id=999", HttpStatusCode.NotFound)]
    public async Task Get_WhatIsNoFilter_IsRefused(string query, HttpStatusCode expected)
    {
        await using var host = new SampleHost();

        using var response = await host.SendAsync(HttpMethod.Get, $"/v1/statistics/task_stats?{query}", null, Token);

        Assert.Equal(expected, response.StatusCode);
    }

    private static async Task<long> MyTaskAsync(SampleHost host)
    {
        var mine = await host.GetAsync("/v1/me/tasks?limit=200", Token, Acme);
        return mine.GetProperty("tasks").EnumerateArray().First(task => task.GetProperty("state").GetString() == "steps_in_process").GetProperty("task_id").GetInt64();
    }

    // Alice is of operations: the first two operators of a tenant are.
    private static async Task<long> DepartmentAsync(SampleHost host, string name) =>
        (await RowsAsync(host, "department_workload")).Single(row => row.GetProperty("department").GetString() == name).GetProperty("department_id").GetInt64();

    private static async Task<long> OpenAsync(SampleHost host, long department) =>
        Assert.Single(await RowsAsync(host, $"department_workload?department_id={department}")).GetProperty("open").GetInt64();

    private static async Task<IReadOnlyList<JsonElement>> RowsAsync(SampleHost host, string path) =>
        [.. (await host.GetAsync($"/v1/statistics/{path}", Token, Acme)).GetProperty("rows").EnumerateArray()];

    private static async Task<IReadOnlyList<string>> MissesAsync(SampleHost host, IEnumerable<string> paths, string who)
    {
        var misses = new List<string>();

        foreach (var path in paths)
        {
            if (!(await CachedAnswer.GetAsync(host, $"/v1/statistics/{path}", who)).IsHit)
            {
                misses.Add(path);
            }
        }

        return misses;
    }
}
