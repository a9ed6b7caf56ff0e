using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Tasker.OutputCache.TestUtilities;
using Xunit;

namespace Tasker.OutputCache.Tests.Admin;

/// <summary>What the administration says of endpoints: their keys, why they miss, and how much an eviction would take.</summary>
public sealed class EndpointTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Task<WebApplication> StartAsync(ManualClock? clock = null, Action<TaskerCachingOptions>? options = null) => AdminHost.StartAsync(
        endpoints: static app =>
        {
            app.MapGet("/tasks/{id:int}", static (int id, string? state, int hours = 24) => $"{id}{state}{hours}").CacheResource("tasks", "one");
            app.MapGet("/reads", static (HttpContext http) => http.Request.Headers["X-Secret"].ToString()).CacheResource("tasks", "reads");
            app.MapGet("/refused", static (HttpContext http) =>
            {
                http.Response.Headers.SetCookie = "a=b";
                return "x";
            }).CacheResource("tasks", "refused");
        },
        options: options,
        services: services =>
        {
            if (clock is not null)
            {
                services.AddSingleton<TimeProvider>(clock);
            }
        });

    [Fact]
    public async Task Endpoints_Declared_TellKeysLifeAndWhatWasObserved()
    {
        await using var app = await StartAsync();
        using var client = app.GetTestClient();
        await client.GetStringAsync("/reads", Token);

        var body = await client.GetFromJsonAsync<JsonElement>($"{AdminHost.Path}/endpoints", Token);

        var endpoints = body.GetProperty("endpoints").EnumerateArray().ToDictionary(static endpoint => endpoint.GetProperty("name").GetString()!);
        var one = endpoints["one"];
        Assert.Equal("/tasks/{id:int}", one.GetProperty("route").GetString());
        Assert.Equal("anonymous", one.GetProperty("partition").GetString());
        Assert.True(one.GetProperty("freshSeconds").GetDouble() > 0);
        Assert.Equal(
            ["hours query Int32 False 24 True", "id route Int32 True  True", "state query String True  True"],
            one.GetProperty("parameters").EnumerateArray().Select(static p => $"{p.GetProperty("name")} {p.GetProperty("source")} {p.GetProperty("type")} {p.GetProperty("dimension")} {p.GetProperty("default")} {p.GetProperty("inferred")}").Order(StringComparer.Ordinal));
        var observed = Assert.Single(endpoints["reads"].GetProperty("observed").EnumerateArray());
        Assert.Contains("X-Secret", observed.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.True(observed.GetProperty("refused").GetBoolean());
    }

    [Fact]
    public async Task Entries_Key_HasTheNamesBesideItsValues()
    {
        await using var app = await StartAsync();
        using var client = app.GetTestClient();
        await client.GetStringAsync("/tasks/7?hours=48", Token);
        await client.GetStringAsync("/tasks/8?state=a%20b", Token);

        var page = await client.GetFromJsonAsync<JsonElement>($"{AdminHost.Path}/entries", Token);

        var texts = page.GetProperty("entries").EnumerateArray().Select(static entry => string.Join(' ', entry.GetProperty("parameters").EnumerateArray()
            .Select(static part => $"{part.GetProperty("name")}={part.GetProperty("value")}").Order(StringComparer.Ordinal)));
        Assert.Equal(["hours=24 id=8 state=a b", "hours=48 id=7 state="], texts.Order(StringComparer.Ordinal));
        var explained = await client.GetFromJsonAsync<JsonElement>($"{AdminHost.Path}/explain?url=%2Ftasks%2F7", Token);
        Assert.Equal(3, explained.GetProperty("parameters").GetArrayLength());
    }

    [Fact]
    public async Task Misses_ByReason_AreCountedWhereTheyAreDecided()
    {
        var clock = new ManualClock();
        await using var app = await StartAsync(clock, static options => options.Memory.MaxCapacity = 60);
        using var client = app.GetTestClient();

        await client.GetStringAsync("/tasks/1", Token);
        await client.GetStringAsync("/tasks/1", Token);
        clock.Advance(TimeSpan.FromDays(1));
        await client.GetStringAsync("/tasks/1", Token);
        await app.Services.GetRequiredService<ICacheEvictor>().EvictAsync(["tasks"], Token);
        await client.GetStringAsync("/tasks/1", Token);
        await client.GetStringAsync("/refused", Token);
        await client.GetStringAsync("/refused", Token);
        for (var i = 100; i < 300; i++)
        {
            await client.GetStringAsync($"/tasks/{i}", Token);
        }

        await client.GetStringAsync("/tasks/100", Token);

        Assert.Equal("capacity 1, cold 201, evicted 1, expired 1", await MissesAsync(client, "one", 204));
        Assert.Equal("cold 1, refused 1", await MissesAsync(client, "refused", 2));
    }

    // A request is counted when it has ended; whoever asked may have the response before.
    private static async Task<string> MissesAsync(HttpClient client, string name, int expected)
    {
        var text = string.Empty;
        await Eventually.Async(
            async _ =>
            {
                var body = await client.GetFromJsonAsync<JsonElement>($"{AdminHost.Path}/endpoints", Token);
                var misses = body.GetProperty("endpoints").EnumerateArray().Single(endpoint => endpoint.GetProperty("name").GetString() == name).GetProperty("misses");
                text = string.Join(", ", misses.EnumerateObject().Select(static reason => $"{reason.Name} {reason.Value}"));
                return misses.EnumerateObject().Sum(static reason => reason.Value.GetInt32()) == expected;
            },
            TimeSpan.FromSeconds(30),
            "all misses are counted",
            Token);
        return text;
    }

    [Theory]
    [InlineData("""{"tags":["tasks"],"dryRun":true}""", 3)]
    [InlineData("""{"resource":"tasks","dimensions":{"id":"7"},"dryRun":true}""", 1)]
    [InlineData("""{"resource":"tasks","dimensions":{"state":"open"},"dryRun":true}""", 3)]
    [InlineData("""{"everything":true,"dryRun":true}""", 3)]
    [InlineData("""{"pattern":"*:7:*","dryRun":true}""", 1)]
    [InlineData("""{"tags":["others"],"dryRun":true}""", 0)]
    public async Task Evictions_DryRun_CountsAndEvictsNothing(string body, int expected)
    {
        await using var app = await StartAsync();
        using var client = app.GetTestClient();
        string[] paths = ["/tasks/7?state=open", "/tasks/8?state=open", "/tasks/9"];
        foreach (var path in paths)
        {
            await client.GetStringAsync(path, Token);
        }

        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await client.PostAsync($"{AdminHost.Path}/evictions", content, Token);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Token);

        Assert.Equal("dry-run", answer.GetProperty("result").GetString());
        Assert.Equal(expected, answer.GetProperty("entries").GetInt32());
        foreach (var path in paths)
        {
            using var again = await client.GetAsync(path, Token);
            Assert.Contains("hit", again.Headers.GetValues("Cache-Status").Single(), StringComparison.Ordinal);
        }
    }
}
