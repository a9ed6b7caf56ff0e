using System.Net.Http.Json;
using System.Text.Json;

namespace Tasker.Analytics.Tests.Dashboards;

/// <summary>Which change of a ticket or a service takes which dashboards, within one tenant.</summary>
public sealed class DeskEvictionTests
{
    private const string Acme = "Dev user=alice;tenant=acme";
    private const string Globex = "Dev user=alice;tenant=globex";

    private static readonly string[] All =
    [
        "overview", "issues/by-priority", "issues/by-status", "issues/trends", "changes/by-status", "requests/by-status", "health", "activity", "mobile",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("issue", "priority", "overview issues/by-priority issues/by-status activity")]
    [InlineData("change", "priority", "overview activity")]
    [InlineData("issue", "status", "overview issues/by-priority issues/by-status issues/trends activity mobile")]
    [InlineData("change", "status", "overview changes/by-status activity mobile")]
    [InlineData("request", "status", "overview requests/by-status activity mobile")]
    public async Task Patch_Ticket_TakesTheDashboardsOfItsCategoryInItsTenant(string kind, string field, string expected)
    {
        await using var host = new SampleHost();
        var ticket = (await TicketsAsync(host, kind)).First(ticket => ticket.GetProperty(field).GetString() is not ("critical" or "closed"));
        await LoadAsync(host);

        using var response = await host.SendAsync(
            HttpMethod.Patch,
            $"/v1/tickets/{ticket.GetProperty("ticket_id")}",
            new Dictionary<string, string> { [field] = field == "priority" ? "critical" : "closed" },
            Token);

        response.EnsureSuccessStatusCode();
        AssertTaken(expected.Split(' '), await TakenAsync(host, Acme));
        AssertTaken([], await TakenAsync(host, Globex));
    }

    // Tags share the slots of a table, whose hash every process seeds itself: one time in a hundred an eviction takes a dashboard more.
    private static void AssertTaken(string[] expected, IReadOnlyList<string> taken)
    {
        Assert.Empty(expected.Except(taken));
        Assert.InRange(taken.Except(expected).Count(), 0, 1);
    }

    [Fact]
    public async Task Put_Health_TakesHealthOnly()
    {
        await using var host = new SampleHost();
        await LoadAsync(host);

        using var response = await host.SendAsync(HttpMethod.Put, "/v1/health/payments", new { score = 7 }, Token);

        response.EnsureSuccessStatusCode();
        AssertTaken(["health"], await TakenAsync(host, Acme));
        AssertTaken([], await TakenAsync(host, Globex));
        var health = await host.GetAsync("/v1/dashboards/health", Token, Acme);
        Assert.Equal(7, health.EnumerateArray().Single(service => service.GetProperty("service").GetString() == "payments").GetProperty("score").GetInt64());
    }

    [Fact]
    public async Task Patch_NothingChanges_EvictsNothing()
    {
        await using var host = new SampleHost();
        var ticket = (await TicketsAsync(host, "issue"))[0];
        await LoadAsync(host);

        using var response = await host.SendAsync(HttpMethod.Patch, $"/v1/tickets/{ticket.GetProperty("ticket_id")}", new { priority = ticket.GetProperty("priority") }, Token);

        response.EnsureSuccessStatusCode();
        Assert.Empty(await TakenAsync(host, Acme));
    }

    [Fact]
    public async Task Patch_TicketOfAnotherTenant_NotFound()
    {
        await using var host = new SampleHost();
        var ticket = (await TicketsAsync(host, "issue"))[0];

        using var response = await host.SendAsync(HttpMethod.Patch, $"/v1/tickets/{ticket.GetProperty("ticket_id")}", new { priority = "low" }, Token, Globex);

        Assert.Equal(System.Net.HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory]
    [InlineData("dashboards/overview", 300)]
    [InlineData("dashboards/issues/trends", 600)]
    [InlineData("dashboards/activity", 60)]
    [InlineData("dashboards/mobile", 180)]
    [InlineData("statistics/task_stats", 300)]
    public async Task Get_Second_LivesAsLongAsItsKind(string path, int seconds)
    {
        await using var host = new SampleHost();
        await CachedAnswer.GetAsync(host, $"/v1/{path}", Acme);

        var hit = await CachedAnswer.GetAsync(host, $"/v1/{path}", Acme);

        var ttl = int.Parse(hit.CacheStatus.Split("ttl=")[1].Split(';')[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(ttl, seconds * 0.8, seconds * 1.1);
    }

    private static async Task<IReadOnlyList<JsonElement>> TicketsAsync(SampleHost host, string kind)
    {
        using var response = await host.SendAsync(HttpMethod.Get, $"/v1/tickets?kind={kind}&limit=50", null, Token);
        return [.. (await response.Content.ReadFromJsonAsync<JsonElement>(Token)).EnumerateArray()];
    }

    private static async Task LoadAsync(SampleHost host)
    {
        await TakenAsync(host, Acme);
        await TakenAsync(host, Globex);
        Assert.Empty(await TakenAsync(host, Acme));
    }

    private static async Task<IReadOnlyList<string>> TakenAsync(SampleHost host, string who)
    {
        var taken = new List<string>();

        foreach (var name in All)
        {
            if (!(await CachedAnswer.GetAsync(host, $"/v1/dashboards/{name}", who)).IsHit)
            {
                taken.Add(name);
            }
        }

        return taken;
    }
}
