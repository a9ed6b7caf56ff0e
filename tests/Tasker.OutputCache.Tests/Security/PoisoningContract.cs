using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Tasker.Caching;
using Tasker.OutputCache.Tests.Hosting;
using Tasker.OutputCache.Tests.Http;
using Xunit;

namespace Tasker.OutputCache.Tests.Security;

/// <summary>What an attacker asks first changes nothing for those who come after him: what is no part of the key has no say in the response, or the response is not shared.</summary>
public abstract class PoisoningContract : HttpContract
{
    private static readonly string LongText = string.Concat(Enumerable.Repeat("Some text that compresses well. ", 200));

    [Theory]
    [InlineData("Accept-Encoding", "gzip, br")]
    [InlineData("Accept-Encoding", "identity;q=0, *;q=0")]
    [InlineData("Accept-Encoding", "x-made-up")]
    [InlineData("Range", "bytes=0-3")]
    [InlineData("Range", "bytes=999999-")]
    [InlineData("If-Range", "\"x\"")]
    [InlineData("If-None-Match", "*")]
    [InlineData("If-None-Match", "W/\"x\", \"y\"")]
    [InlineData("If-Match", "\"x\"")]
    [InlineData("If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT")]
    [InlineData("If-Unmodified-Since", "Sat, 01 Jan 2000 00:00:00 GMT")]
    [InlineData("Cache-Control", "no-store")]
    [InlineData("Cache-Control", "only-if-cached")]
    [InlineData("Cache-Control", "max-age=0")]
    [InlineData("Pragma", "no-cache")]
    [InlineData("X-Forwarded-Host", "evil.example")]
    [InlineData("X-Forwarded-Prefix", "/evil")]
    [InlineData("X-Original-URL", "/other")]
    [InlineData("X-HTTP-Method-Override", "DELETE")]
    [InlineData("Cookie", "lang=evil")]
    [InlineData("Authorization", "Basic eA==")]
    [InlineData("Expect", "100-continue")]
    public async Task Get_AfterARequestWithAHeader_IsAsIfItHadNotBeen(string name, string value)
    {
        await using var app = await StartAsync();
        using (var attack = new HttpRequestMessage(HttpMethod.Get, "/text"))
        {
            Assert.True(attack.Headers.TryAddWithoutValidation(name, value));
            using var answer = await app.Client.SendAsync(attack, Token);
        }

        for (var i = 0; i < 2; i++)
        {
            using var response = await app.Client.GetAsync("/text", Token);
            Assert.Equal((200, LongText), ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Token)));
            Assert.Empty(response.Content.Headers.ContentEncoding);
            Assert.Null(response.Content.Headers.ContentRange);
        }
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    [InlineData("TRACE")]
    [InlineData("PROPFIND")]
    public async Task Get_AfterAnotherMethod_IsAsIfItHadNotBeen(string method)
    {
        await using var app = await StartAsync();
        using (var attack = new HttpRequestMessage(new HttpMethod(method), "/any"))
        {
            using var answer = await app.Client.SendAsync(attack, Token);
        }

        Assert.Equal("GET", await app.Client.GetStringAsync("/any", Token));
        Assert.Equal("GET", await app.Client.GetStringAsync("/any", Token));
    }

    // A "fat GET": the body is no part of the key.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_WithABody_GoesPastTheCache(bool isChunked)
    {
        await using var app = await StartAsync();
        using (var attack = new HttpRequestMessage(HttpMethod.Get, "/body") { Content = new StringContent("name=evil", Encoding.UTF8, "application/x-www-form-urlencoded") })
        {
            attack.Headers.TransferEncodingChunked = isChunked ? true : null;
            using var answer = await app.Client.SendAsync(attack, Token);
            Assert.Equal("name=evil", await answer.Content.ReadAsStringAsync(Token));
            Assert.Equal("tasker; fwd=bypass; detail=request-body", StatusOf(answer));
        }

        Assert.Equal(string.Empty, await app.Client.GetStringAsync("/body", Token));
        using var empty = new HttpRequestMessage(HttpMethod.Get, "/body") { Content = new ByteArrayContent([]) };
        using var hit = await app.Client.SendAsync(empty, Token);
        Assert.StartsWith("tasker; hit", StatusOf(hit), StringComparison.Ordinal);
    }

    // The one thing of the request that handlers do write into responses, and that is no part of the key by default.
    [Fact]
    public async Task Get_OtherHost_HasItsOwnResponseWhereTheResourceSaysSo()
    {
        await using var app = await StartAsync(static options => options.VaryByHost = true);

        foreach (var host in new[] { "evil.example", "good.example", "evil.example:80", "EVIL.example", "good.example:8080" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/link");
            request.Headers.Host = host;
            using var response = await app.Client.SendAsync(request, Token);
            Assert.Equal($"http://{host}/x", await response.Content.ReadAsStringAsync(Token), ignoreCase: true);
        }
    }

    private Task<TestApp> StartAsync(Action<TaskerCachingOptions>? options = null) => StartAsync(
        static app =>
        {
            app.MapMethods("/text", ["GET", "HEAD"], static () => Results.Text(LongText, "text/plain")).CacheAnalytics("text");
            app.Map("/any", static (HttpContext context) => context.Request.Method).CacheAnalytics("any");
            app.MapGet("/body", static (HttpRequest request) => new StreamReader(request.Body).ReadToEndAsync()).CacheAnalytics("body");
            app.MapGet("/link", static (HttpContext context) => $"http://{context.Request.Host}/x").CacheAnalytics("link");
        },
        options);
}
