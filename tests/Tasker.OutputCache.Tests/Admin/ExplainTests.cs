using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Tasker.Caching.Backends.Memory;
using Tasker.Caching.Engine;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.Tests.Http;
using Xunit;

namespace Tasker.OutputCache.Tests.Admin;

/// <summary>What <c>GET explain</c> says is what then happens.</summary>
public sealed class ExplainTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string[]> Cases => new()
    {
        { "miss", "/r?hours=24", [] },
        { "near-hit", "/held?hours=24", [] },
        { "near-hit", "/held?hours=24&utm=x", [] },
        { "near-hit", "/held", [] },
        { "miss", "/held?hours=48", [] },
        { "near-hit", "/held", ["HEAD"] },
        { "miss", "/r", ["HEAD"] },
        { "bypass-method", "/r", ["POST"] },
        { "bypass-authorization", "/r", ["GET", "Authorization: Bearer x"] },
        { "near-hit", "/held", ["GET", "Range: bytes=0-1"] },
        { "miss", "/r", ["GET", "Range: bytes=0-1"] },
        { "miss", "/r", ["GET", "Cache-Control: only-if-cached"] },
        { "bypass-undeclared-parameter", "/closed?x=1", [] },
        { "miss", "/closed?hours=1", [] },
        { "bypass-too-many-values", $"/r?{string.Join('&', Enumerable.Range(0, 50).Select(i => $"hours={i}"))}", [] },
        { "bypass-anonymous", "/tenant", [] },
        { "miss", "/cookie", [] },
        { "stale", "/soft", [] },
        { "miss", "/evicted", [] },
        { "bypass-path", "/path/a%1Eb", [] },
        { "far-hit", "/far", [] },
        { "bypass-misconfigured", "/wrong", [] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Explain_Request_SaysWhatThenHappens(string expected, string url, string[] how)
    {
        var log = new InMemoryEvictionLog(TimeProvider.System, TimeSpan.FromHours(2));
        var shared = new SharedTier();
        await using (var other = await StartAsync(log, shared))
        {
            await other.GetTestClient().GetStringAsync("/far", Token);
            await Eventually.Async(() => shared.Count > 0, TimeSpan.FromSeconds(60), "the other node has stored its response", Token);
        }

        await using var app = await StartAsync(log, shared);
        var client = app.GetTestClient();
        var outcomes = new ConcurrentQueue<string>();
        using var listener = Listen(app, outcomes);
        string[] before = ["/held", "/cookie", "/soft", "/evicted"];
        foreach (var path in before)
        {
            await client.GetStringAsync(path, Token);
        }

        // A request is counted when it has ended; whoever asked may have the response before.
        await CountedAsync(outcomes, before.Length);
        var evictor = app.Services.GetRequiredService<ICacheEvictor>();
        await evictor.EvictAsync([CacheTag.For("soft")], EvictionMode.Soft, Token);
        await evictor.EvictAsync(["gone"], Token);

        var explanation = await ExplainAsync(client, url, how);
        await SendAsync(client, url, how);

        Assert.Equal(expected, explanation.GetProperty("outcome").GetString());
        Assert.Equal(expected, (await CountedAsync(outcomes, before.Length + 1))[^1]);
        Assert.NotEmpty(explanation.GetProperty("decision").GetString()!);
    }

    [Fact]
    public async Task Explain_Anything_LeavesEverythingAsItIs()
    {
        var log = new InMemoryEvictionLog(TimeProvider.System, TimeSpan.FromHours(2));
        await using var app = await StartAsync(log, new SharedTier());
        var client = app.GetTestClient();

        await ExplainAsync(client, "/r", []);
        await ExplainAsync(client, "/r", ["POST"]);
        var stats = await client.GetFromJsonAsync<JsonElement>($"{AdminHost.Path}/stats", Token);

        Assert.Equal(0, stats.GetProperty("requests").GetInt64());
        Assert.Equal(0, stats.GetProperty("handlerRuns").GetInt64());
        Assert.Equal(0, stats.GetProperty("totalKeys").GetInt32());
        Assert.Equal(0, stats.GetProperty("status").GetProperty("computations").GetInt32());
    }

    [Theory]
    [InlineData("/nobody", "not-cached")]
    [InlineData("/plain", "not-cached")]
    public async Task Explain_NotCached_SaysSo(string url, string expected)
    {
        await using var app = await StartAsync(new InMemoryEvictionLog(TimeProvider.System, TimeSpan.FromHours(2)), new SharedTier());

        var explanation = await ExplainAsync(app.GetTestClient(), url, []);

        Assert.Equal(expected, explanation.GetProperty("outcome").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("?url=")]
    [InlineData("?url=relative")]
    [InlineData("?url=%2Fr&header=nonsense")]
    [InlineData("?url=%2Ftenant&tenant=acme")]
    public async Task Explain_Malformed_IsRefused(string query)
    {
        await using var app = await StartAsync(new InMemoryEvictionLog(TimeProvider.System, TimeSpan.FromHours(2)), new SharedTier());

        using var response = await app.GetTestClient().GetAsync($"{AdminHost.Path}/explain{query}", Token);

        Assert.Equal(StatusCodes.Status400BadRequest, (int)response.StatusCode);
    }

    private static async Task<JsonElement> ExplainAsync(HttpClient client, string url, string[] how)
    {
        var query = $"?url={Uri.EscapeDataString(url)}&method={how.FirstOrDefault() ?? "GET"}";
        query += string.Concat(how.Skip(1).Select(header => $"&header={Uri.EscapeDataString(header)}"));
        return await client.GetFromJsonAsync<JsonElement>($"{AdminHost.Path}/explain{query}", Token);
    }

    private static async Task SendAsync(HttpClient client, string url, string[] how)
    {
        using var request = new HttpRequestMessage(new HttpMethod(how.FirstOrDefault() ?? "GET"), url);
        foreach (var header in how.Skip(1))
        {
            request.Headers.TryAddWithoutValidation(header.Split(": ")[0], header.Split(": ")[1]);
        }

        using var response = await client.SendAsync(request, Token);
        await response.Content.ReadAsStringAsync(Token);
    }

    private static MeterListener Listen(WebApplication app, ConcurrentQueue<string> outcomes)
    {
        var meter = app.Services.GetRequiredService<CacheMetrics>().Meter;
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter == meter && instrument.Name == "tasker.cache.requests")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            foreach (var (name, value) in tags)
            {
                if (name == "tasker.cache.outcome")
                {
                    outcomes.Enqueue((string)value!);
                }
            }
        });
        listener.Start();
        return listener;
    }

    private static async Task<string[]> CountedAsync(ConcurrentQueue<string> outcomes, int count)
    {
        await Eventually.Async(
            _ => Task.FromResult(string.Join(", ", outcomes)),
            _ => outcomes.Count == count,
            TimeSpan.FromSeconds(60),
            $"{count} requests are counted",
            Token);
        return [.. outcomes];
    }

    private static Task<WebApplication> StartAsync(IEvictionLog log, SharedTier shared) => AdminHost.StartAsync(
        endpoints: static app =>
        {
            app.MapMethods("/r", ["GET", "HEAD", "POST"], static () => "r").CacheAnalytics("r", vary: ["hours=24"]);
            app.MapMethods("/held", ["GET", "HEAD"], static () => "held").CacheAnalytics("held", vary: ["hours=24"]);
            app.MapGet("/closed", static () => "closed").CacheResource("closed", "closed", vary: ["hours=24"]);
            app.MapGet("/tenant", static () => "tenant").CacheResource("tenants", "tenant");
            app.MapGet("/cookie", static (HttpContext context) =>
            {
                context.Response.Cookies.Append("a", "b");
                return "cookie";
            }).CacheAnalytics("cookie");
            app.MapGet("/soft", static () => "soft").CacheResource("soft", "soft");
            app.MapGet("/evicted", static () => "evicted").CacheAnalytics("evicted", configure: static options => options.Tags.Add("gone"));
            app.MapGet("/path/{name}", static (string name) => name).CacheAnalytics("path");
            app.MapGet("/far", static () => "far").CacheAnalytics("far");
            app.MapGet("/wrong", static () => "wrong").CacheAnalytics("wrong", vary: ["a=1", "a=2"]);
            app.MapGet("/plain", static () => "plain");
        },
        options: static options =>
        {
            options.Backend = "redis";
            options.Resources["closed"] = new CacheResourceOptions { UndeclaredParameters = UndeclaredParameters.Bypass };
            options.Resources["tenants"] = new CacheResourceOptions { Partition = CachePartition.Tenant };
            options.Resources["soft"] = new CacheResourceOptions { StaleWhileRevalidate = TimeSpan.FromMinutes(1) };
        },
        services: services => services.AddSingleton<ICacheBackendProvider>(new TestBackend(log, shared)));
}
