using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Tasker.Caching;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Http;

/// <summary>What must not be stored is not stored, and <c>Cache-Status</c> says why.</summary>
public abstract class StorageRulesContract : HttpContract
{
    [Theory]
    [InlineData("Cache-Control", "no-store", "no-store")]
    [InlineData("Cache-Control", "max-age=60, private", "private")]
    [InlineData("Cache-Control", "no-cache", "no-cache")]
    [InlineData("Cache-Control", "No-Store", "no-store")]
    [InlineData("Set-Cookie", "session=1", "set-cookie")]
    [InlineData("Vary", "*", "vary")]
    [InlineData("Vary", "Accept-Encoding, X-Unknown", "vary")]
    [InlineData("Content-Encoding", "gzip", "content-encoding")]
    public async Task Get_ResponseWithHeader_IsNotStored(string name, string value, string reason)
    {
        var runs = 0;
        await using var app = await StartAsync(app => app.MapGet("/x", (HttpContext context) =>
        {
            context.Response.Headers[name] = value;
            return $"run {Interlocked.Increment(ref runs)}";
        }).CacheAnalytics());

        await AssertNotStoredAsync(app, "/x", $"tasker; fwd=miss; detail={reason}");
        Assert.Equal(2, runs);
    }

    [Theory]
    [InlineData("Vary", "Accept-Encoding")]
    [InlineData("Vary", "x-region")]
    [InlineData("Cache-Control", "public, max-age=1")]
    public async Task Get_ResponseWithHarmlessHeader_IsStored(string name, string value)
    {
        await using var app = await StartAsync(app => app.MapGet("/x", (HttpContext context) =>
        {
            context.Response.Headers[name] = value;
            return "x";
        }).CacheAnalytics(vary: ["header:X-Region"]));

        Assert.Equal("tasker; fwd=miss; stored", await StatusOfAsync(app, HttpMethod.Get, "/x"));
        Assert.StartsWith("tasker; hit; ttl=", await StatusOfAsync(app, HttpMethod.Get, "/x"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(201)]
    [InlineData(204)]
    [InlineData(302)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task Get_OtherStatus_IsNotStored(int status)
    {
        await using var app = await StartAsync(app => app.MapGet("/x", (HttpContext context) => context.Response.StatusCode = status).CacheAnalytics());

        await AssertNotStoredAsync(app, "/x", "tasker; fwd=miss; detail=status");
    }

    [Fact]
    public async Task Get_StatusThatResourceAllows_IsStored()
    {
        await using var app = await StartAsync(
            app => app.MapGet("/x", () => Results.NotFound()).CacheAnalytics(),
            options => options.Resources["analytics"] = new CacheResourceOptions { Statuses = { 200, 404 } });

        await app.Client.GetAsync("/x", Token);

        // Without a body it may be stored when the request has ended.
        await WaitAsync(() => app.Engine.Flights == 0, "the end of the request");
        var hit = await app.Client.GetAsync("/x", Token);

        Assert.Equal(HttpStatusCode.NotFound, hit.StatusCode);
        Assert.StartsWith("tasker; hit; ttl=", StatusOf(hit), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "tasker; fwd=miss; detail=body")]
    [InlineData(false, "tasker; fwd=miss; stored")]
    public async Task Get_BodyOverTheLimit_IsNotStored(bool hasLength, string expected)
    {
        // Without a length, nobody knows of it when the headers leave.
        await using var app = await StartAsync(
            app => app.MapGet("/x", async (HttpContext context) =>
            {
                context.Response.ContentLength = hasLength ? 5000 : null;
                await context.Response.Body.WriteAsync(new byte[2500]);
                await context.Response.Body.FlushAsync();
                await context.Response.Body.WriteAsync(new byte[2500]);
            }).CacheAnalytics(),
            options => options.MaxBodyBytes = 4096);

        Assert.Equal(5000, (await app.Client.GetByteArrayAsync("/x", Token)).Length);
        await AssertNotStoredAsync(app, "/x", expected);
    }

    [Fact]
    public async Task Get_BodyShorterThanItsLength_IsNotStored()
    {
        var runs = 0;
        await using var app = await StartAsync(app => app.MapGet("/x", async (HttpContext context) =>
        {
            context.Response.ContentLength = 10;
            await context.Response.WriteAsync(Interlocked.Increment(ref runs) == 1 ? "short" : "0123456789");
        }).CacheAnalytics());

        try
        {
            await app.Client.GetAsync("/x", Token);
        }
        catch (HttpRequestException)
        {
            // Kestrel breaks the connection.
        }

        Assert.Equal("0123456789", await app.Client.GetStringAsync("/x", Token));
        Assert.Equal("0123456789", await app.Client.GetStringAsync("/x", Token));
    }

    [Fact]
    public async Task Head_IsServedFromGetAndNeverStored()
    {
        var runs = 0;
        await using var app = await StartAsync(app => app.MapMethods("/x", ["GET", "HEAD"], () => $"run {Interlocked.Increment(ref runs)}").CacheAnalytics());

        Assert.Equal("tasker; fwd=miss; detail=method", await StatusOfAsync(app, HttpMethod.Head, "/x"));
        Assert.Equal("run 2", await app.Client.GetStringAsync("/x", Token));
        var head = await app.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/x"), Token);

        Assert.StartsWith("tasker; hit; ttl=", StatusOf(head), StringComparison.Ordinal);
        if (OverKestrel)
        {
            // It is the server that drops the body; the test server does not.
            Assert.Empty(await head.Content.ReadAsByteArrayAsync(Token));
        }

        Assert.Equal("run 2", await app.Client.GetStringAsync("/x", Token));
    }

    [Fact]
    public async Task Get_Range_IsNotStored()
    {
        var bytes = Encoding.ASCII.GetBytes("0123456789");
        await using var app = await StartAsync(app => app.MapGet("/x", () => Results.Bytes(bytes, "text/plain", enableRangeProcessing: true)).CacheAnalytics());

        var request = new HttpRequestMessage(HttpMethod.Get, "/x") { Headers = { Range = new RangeHeaderValue(2, 4) } };
        var part = await app.Client.SendAsync(request, Token);

        Assert.Equal("234", await part.Content.ReadAsStringAsync(Token));
        Assert.Equal("tasker; fwd=miss; detail=range", StatusOf(part));
        Assert.Equal("tasker; fwd=miss; stored", await StatusOfAsync(app, HttpMethod.Get, "/x"));
        Assert.Equal("0123456789", await app.Client.GetStringAsync("/x", Token));
    }

    [Fact]
    public async Task Post_GoesPastTheCache()
    {
        await using var app = await StartAsync(app => app.MapMethods("/x", ["GET", "POST"], () => "x").CacheAnalytics());

        Assert.Equal("tasker; fwd=method", await StatusOfAsync(app, HttpMethod.Post, "/x"));
        Assert.Equal("tasker; fwd=miss; stored", await StatusOfAsync(app, HttpMethod.Get, "/x"));
    }

    [Fact]
    public async Task Get_OnlyIfCached_NeverRunsTheHandler()
    {
        var runs = 0;
        await using var app = await StartAsync(app => app.MapGet("/x", () => $"run {Interlocked.Increment(ref runs)}").CacheAnalytics());
        async Task<HttpResponseMessage> SendAsync()
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "/x") { Headers = { CacheControl = new CacheControlHeaderValue { OnlyIfCached = true } } };
            return await app.Client.SendAsync(request, Token);
        }

        var miss = await SendAsync();
        Assert.Equal(HttpStatusCode.GatewayTimeout, miss.StatusCode);
        Assert.Equal("tasker; fwd=miss; detail=only-if-cached", StatusOf(miss));
        Assert.Equal("run 1", await app.Client.GetStringAsync("/x", Token));
        Assert.Equal("run 1", await (await SendAsync()).Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task Get_HeadersInUnusualSpelling_ComeBackAsTheyWere()
    {
        await using var app = await StartAsync(app => app.MapGet("/x", (HttpContext context) =>
        {
            context.Response.Headers.XFrameOptions = "sameorigin";
            context.Response.Headers.Append("X-Several", "a, b");
            context.Response.Headers.Append("X-Several", "c");
            return "x";
        }).CacheAnalytics());

        await app.Client.GetAsync("/x", Token);
        var hit = await app.Client.GetAsync("/x", Token);

        Assert.Equal(["sameorigin"], hit.Headers.GetValues("X-Frame-Options"));
        Assert.Equal(["a, b", "c"], hit.Headers.GetValues("X-Several"));
    }

    private static async Task AssertNotStoredAsync(TestApp app, string url, string expected)
    {
        Assert.Equal(expected, await StatusOfAsync(app, HttpMethod.Get, url));
        Assert.Equal(expected, await StatusOfAsync(app, HttpMethod.Get, url));
    }

    private static async Task<string> StatusOfAsync(TestApp app, HttpMethod method, string url) =>
        StatusOf(await app.Client.SendAsync(new HttpRequestMessage(method, url), Token));
}
