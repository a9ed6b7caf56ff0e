using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Xunit;

namespace Tasker.OutputCache.Tests.Admin;

public sealed class EntryTests
{
    private const string Entries = $"{AdminHost.Path}/entries";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Entries_SearchAndPages_ReturnEachMatchOnce()
    {
        await using var app = await StartAsync(true);
        var client = app.GetTestClient();
        for (var i = 0; i < 7; i++)
        {
            await client.GetStringAsync($"/r?namespace=n{i}", Token);
            await client.GetStringAsync($"/other?namespace=n{i}", Token);
        }

        var keys = new List<string>();
        string? cursor = null;
        do
        {
            var page = await client.GetFromJsonAsync<JsonElement>($"{Entries}?resource=analytics&search=ANALYTICS:R&limit=3&cursor={cursor}", Token);
            Assert.Equal(7, page.GetProperty("matches").GetInt32());
            keys.AddRange(page.GetProperty("entries").EnumerateArray().Select(static entry => entry.GetProperty("key").GetString()!));
            cursor = page.GetProperty("next").GetString();
        }
        while (cursor is not null);

        Assert.Equal(Enumerable.Range(0, 7).Select(static i => $"tasker:analytics:r:n{i}"), keys);
    }

    [Fact]
    public async Task Entries_ByTag_ReturnsThoseThatCarryIt()
    {
        await using var app = await StartAsync(true);
        var client = app.GetTestClient();
        await client.GetStringAsync("/r?namespace=a", Token);
        await client.GetStringAsync("/r?namespace=b", Token);

        var page = await client.GetFromJsonAsync<JsonElement>($"{Entries}?tag={Uri.EscapeDataString("analytics|namespace=a")}", Token);

        Assert.Equal("tasker:analytics:r:a", Assert.Single(page.GetProperty("entries").EnumerateArray()).GetProperty("key").GetString());
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=201")]
    [InlineData("limit=x")]
    [InlineData("cursor=%20!")]
    public async Task Entries_MalformedQuery_IsRefused(string query)
    {
        await using var app = await StartAsync(true);

        using var response = await app.GetTestClient().GetAsync($"{Entries}?{query}", Token);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Entry_Held_IsDescribed()
    {
        await using var app = await StartAsync(true);
        var client = app.GetTestClient();
        await client.GetStringAsync("/r?namespace=a%2Fb%3Ac", Token);
        var key = "tasker:analytics:r:a/b%3Ac";

        var entry = await client.GetFromJsonAsync<JsonElement>($"{Entries}/{Uri.EscapeDataString(key)}?body=true", Token);

        Assert.Equal(key, entry.GetProperty("key").GetString());
        Assert.Equal("fresh", entry.GetProperty("state").GetString());
        Assert.Equal(200, entry.GetProperty("status").GetInt32());
        Assert.Equal("run 1", entry.GetProperty("body").GetString());
        Assert.InRange(entry.GetProperty("freshForSeconds").GetDouble(), 1, 60);
        Assert.Contains("analytics", entry.GetProperty("tags").EnumerateArray().Select(static tag => tag.GetString()));
        Assert.Equal("identity", Assert.Single(entry.GetProperty("encodings").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task Entries_OneIsEvicted_IsListedAsWhatItIs()
    {
        await using var app = await StartAsync(true);
        var client = app.GetTestClient();
        await client.GetStringAsync("/r?namespace=a", Token);
        await client.GetStringAsync("/r?namespace=b", Token);
        var evictor = app.Services.GetRequiredService<ICacheEvictor>();

        await evictor.EvictAsync([CacheTag.OfEntries("analytics|namespace=a")], Token);
        var page = await client.GetFromJsonAsync<JsonElement>($"{Entries}?resource=analytics", Token);

        // Swept or not yet: it is never shown as one that is served.
        Assert.DoesNotContain(page.GetProperty("entries").EnumerateArray(), static entry =>
            entry.GetProperty("key").GetString() == "tasker:analytics:r:a" && entry.GetProperty("state").GetString() != "evicted");
        Assert.Contains(page.GetProperty("entries").EnumerateArray(), static entry =>
            entry.GetProperty("key").GetString() == "tasker:analytics:r:b" && entry.GetProperty("state").GetString() == "fresh");
    }

    [Fact]
    public async Task Entry_BodyNotAllowed_SaysWhy()
    {
        await using var app = await AdminHost.StartAsync(endpoints: Map);
        var client = app.GetTestClient();
        await client.GetStringAsync("/r", Token);

        var entry = await client.GetFromJsonAsync<JsonElement>($"{Entries}/tasker%3Aanalytics%3Ar?body=true", Token);

        Assert.Null(entry.GetProperty("body").GetString());
        Assert.NotEmpty(entry.GetProperty("bodyNote").GetString()!);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("..%2f..%2fstatus")]
    [InlineData("%2e%2e%2f%2e%2e")]
    [InlineData("a%01b")]
    [InlineData("a%0d%0ab")]
    [InlineData("a%C3%A9")]
    [InlineData("tasker:analytics:R")]
    public async Task Entry_TrickInKey_IsNotFoundOrRefused(string key)
    {
        await using var app = await StartAsync(true);
        var client = app.GetTestClient();
        await client.GetStringAsync("/r", Token);

        using var read = await client.GetAsync($"{Entries}/{key}", Token);
        using var removed = await client.DeleteAsync($"{Entries}/{key}", Token);

        Assert.Contains(read.StatusCode, new[] { HttpStatusCode.NotFound, HttpStatusCode.BadRequest });
        Assert.Equal("run 1", await client.GetStringAsync("/r", Token));
    }

    [Theory]
    [InlineData("/entries/tasker%3Aanalytics%3Ar")]
    [InlineData("/entries?key=tasker%3Aanalytics%3Ar")]
    public async Task Delete_Key_EvictsThatEntryOnly(string path)
    {
        await using var app = await StartAsync(true);
        var client = app.GetTestClient();
        await client.GetStringAsync("/r", Token);
        await client.GetStringAsync("/other", Token);

        using var response = await client.DeleteAsync(AdminHost.Path + path, Token);

        Assert.Equal("confirmed", (await response.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("result").GetString());
        Assert.Equal("run 3", await client.GetStringAsync("/r", Token));
        Assert.Equal("run 2", await client.GetStringAsync("/other", Token));
    }

    [Fact]
    public async Task Partitioned_MayNotBeSeen_IsMaskedEverywhere()
    {
        await using var app = await StartAsync(false);
        var client = app.GetTestClient();
        using (var request = new HttpRequestMessage(HttpMethod.Get, "/mine"))
        {
            request.Headers.Add(AdminHost.TenantHeader, "acme");
            using var response = await client.SendAsync(request, Token);
            Assert.Equal("acme", await response.Content.ReadAsStringAsync(Token));
        }

        using (var request = new HttpRequestMessage(HttpMethod.Get, "/mine"))
        {
            request.Headers.Add(AdminHost.TenantHeader, "acme");
            using var hit = await client.SendAsync(request, Token);
        }

        var key = Uri.EscapeDataString("tasker:dashboards:mine:@acme");
        var list = await client.GetStringAsync(Entries, Token);
        var found = await client.GetStringAsync($"{Entries}?search=acme", Token);
        var stats = await client.GetStringAsync($"{AdminHost.Path}/stats", Token);
        using var entry = await client.GetAsync($"{Entries}/{key}", Token);
        using var removed = await client.DeleteAsync($"{Entries}/{key}", Token);
        using var evicted = await client.PostAsJsonAsync($"{AdminHost.Path}/evictions", new { resource = "dashboards", tenant = "acme" }, Token);
        using var pattern = await client.PostAsJsonAsync($"{AdminHost.Path}/evictions", new { pattern = "*:@acme*" }, Token);

        Assert.Contains("tasker:dashboards:mine:@***", list, StringComparison.Ordinal);
        Assert.Contains("\"matches\":0", found, StringComparison.Ordinal);
        Assert.Contains("tasker:dashboards:mine:@***", stats, StringComparison.Ordinal);
        Assert.DoesNotContain("acme", list + found + stats, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, entry.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, removed.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, evicted.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, pattern.StatusCode);
        Assert.Contains("\"state\":\"fresh\"", await client.GetStringAsync(Entries, Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Partitioned_MayBeSeen_ShowsAllButTheBody()
    {
        await using var app = await StartAsync(true);
        var client = app.GetTestClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/mine");
        request.Headers.Add(AdminHost.TenantHeader, "acme");
        using var response = await client.SendAsync(request, Token);

        var entry = await client.GetFromJsonAsync<JsonElement>($"{Entries}/{Uri.EscapeDataString("tasker:dashboards:mine:@acme")}?body=true", Token);

        Assert.True(entry.GetProperty("partitioned").GetBoolean());
        Assert.Null(entry.GetProperty("body").GetString());
        Assert.NotEmpty(entry.GetProperty("bodyNote").GetString()!);
    }

    private static Task<WebApplication> StartAsync(bool maySee) => AdminHost.StartAsync(
        endpoints: Map,
        options: static options => options.Resources["dashboards"] = new CacheResourceOptions { Partition = CachePartition.Tenant },
        admin: options =>
        {
            options.MaySeePartitions = _ => maySee;
            options.MaySeeBodies = _ => maySee;
        });

    private static void Map(WebApplication app)
    {
        var runs = 0;
        app.MapGet("/r", () => $"run {Interlocked.Increment(ref runs)}").CacheAnalytics("r", vary: ["namespace"]);
        app.MapGet("/other", () => $"run {Interlocked.Increment(ref runs)}").CacheAnalytics("other", vary: ["namespace"]);
        app.MapGet("/mine", static (HttpContext context) => context.User.FindFirst("tenant")!.Value).CacheResource("dashboards", "mine");
    }
}
