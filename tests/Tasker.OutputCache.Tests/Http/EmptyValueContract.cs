using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Tasker.Caching;
using Xunit;

namespace Tasker.OutputCache.Tests.Http;

/// <summary>A handler tells an empty value from none. Whoever sends one gets that answer, and nobody else does.</summary>
public abstract class EmptyValueContract : HttpContract
{
    private int _runs;

    [Theory]
    [InlineData("?ns=")]
    [InlineData("?ns")]
    [InlineData("?ns=&ns=")]
    [InlineData("?range=")]
    [InlineData("?range")]
    [InlineData("?range=&range=")]
    [InlineData("?ns=&range=")]
    [InlineData("?NS=")]
    [InlineData("?n%73=")]
    [InlineData("?ns=&ns=a")]
    public async Task Get_EmptyValueFirst_PoisonsNobody(string query)
    {
        await using var app = await StartAsync(Map);

        foreach (var url in new[] { query, "", "?range=7d", "?ns=a", query })
        {
            Assert.Equal(await app.Client.GetStringAsync($"/fresh{url}", Token), await app.Client.GetStringAsync($"/cached{url}", Token));
        }

        Assert.StartsWith("tasker; hit", StatusOf(await app.Client.GetAsync($"/cached{query}", Token)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_EmptyHeaderFirst_PoisonsNobody()
    {
        await using var app = await StartAsync(static app =>
        {
            app.MapGet("/cached", DescribeHeader).CacheAnalytics(vary: ["header:X-Region"]);
            app.MapGet("/fresh", DescribeHeader);
        });

        // The client of the test server leaves out what is empty, Kestrel's does not.
        Assert.Equal(await SendEmptyAsync("/fresh"), await SendEmptyAsync("/cached"));
        Assert.Equal("none", await app.Client.GetStringAsync("/cached", Token));

        async Task<string> SendEmptyAsync(string url)
        {
            using var empty = new HttpRequestMessage(HttpMethod.Get, url);
            empty.Headers.TryAddWithoutValidation("X-Region", string.Empty);
            return await (await app.Client.SendAsync(empty, Token)).Content.ReadAsStringAsync(Token);
        }
    }

    [Fact]
    public async Task Get_NothingLeftOfThePath_IsTheEntryWithoutIt()
    {
        await using var app = await StartAsync(static app =>
            app.MapGet("/x/{**rest}", static (string? rest) => rest ?? "none").CacheAnalytics(vary: ["rest"]));

        Assert.Equal("none", await app.Client.GetStringAsync("/x", Token));
        Assert.Equal("*", await app.Client.GetStringAsync("/x/*", Token));
        Assert.Equal("none", await app.Client.GetStringAsync("/x", Token));
    }

    [Theory]
    [InlineData("?ns=")]
    [InlineData("?ns")]
    [InlineData("?ns=%20")]
    [InlineData("?ns=&ns=b")]
    [InlineData("?ns=b&ns=c")]
    public async Task Evict_AValue_TakesEmptyOnes(string query)
    {
        await using var app = await StartAsync(app => app.MapGet("/x", (string? ns) => $"run {Interlocked.Increment(ref _runs)}").CacheAnalytics(vary: ["ns"]));

        var before = await app.Client.GetStringAsync($"/x{query}", Token);
        Assert.Equal(before, await app.Client.GetStringAsync($"/x{query}", Token));
        await app.Evictor.EvictAsync([CacheTag.For("analytics").With("ns", "a")], Token);

        Assert.NotEqual(before, await app.Client.GetStringAsync($"/x{query}", Token));
    }

    private static void Map(WebApplication app)
    {
        app.MapGet("/cached", Describe).CacheAnalytics(vary: ["range=7d", "ns"]);
        app.MapGet("/fresh", Describe);
    }

    private static string DescribeHeader(HttpRequest request) => request.Headers.TryGetValue("X-Region", out var region) ? $"[{region}]" : "none";

    // With the default in its own place, as a handler has it.
    private static string Describe(HttpRequest request) =>
        $"{(request.Query["range"] is { Count: > 0 } range ? range : "7d")} {request.Query["range"].Count > 1} {(request.Query["ns"] is { Count: > 0 } names ? $"[{string.Join('|', names.ToArray())}]" : "all")}";
}
