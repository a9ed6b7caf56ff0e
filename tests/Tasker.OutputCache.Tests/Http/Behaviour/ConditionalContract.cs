using Tasker.Caching;
using Xunit;

namespace Tasker.OutputCache.Tests.Http.Behaviour;

/// <summary>Entity tags, dates, and the requests that name them.</summary>
public abstract class ConditionalContract : BehaviourContract
{
    private const string Modified = "Tue, 01 Sep 2026 10:00:00 GMT";

    [Fact]
    public async Task Hit_HandlerGaveNoTag_HasAStrongOneOfTheBody()
    {
        await using var app = await StartAsync();

        var tag = TagOf(await GetHitAsync(app));

        Assert.False(tag.IsWeak);
        Assert.Equal(tag, TagOf(await AssertHitAsync(app)));
        await app.Evictor.EvictAsync(["analytics"], Token);
        Assert.NotEqual(tag, TagOf(await GetHitAsync(app)));
    }

    [Theory]
    [InlineData("\"v1\"")]
    [InlineData("W/\"v1\"")]
    public async Task Hit_HandlersTag_IsKept(string tag)
    {
        Respond = context => context.Response.Headers.ETag = tag;
        await using var app = await StartAsync();

        Assert.Equal(tag, Header(await GetHitAsync(app), "ETag"));
        Assert.Equal(304, (int)(await AssertHitAsync(app, ("If-None-Match", tag))).StatusCode);
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("W/{0}")]
    [InlineData("*")]
    [InlineData("\"other\", {0}")]
    [InlineData("\"a,b\" , W/\"c\",{0}")]
    [InlineData(", {0},")]
    [InlineData("broken, {0}")]
    public async Task IfNoneMatch_NamesTheTag_Is304(string condition)
    {
        await using var app = await StartAsync();
        var tag = TagOf(await GetHitAsync(app)).Tag;

        var response = await AssertHitAsync(app, ("If-None-Match", string.Format(null, condition, tag)));

        Assert.Equal(304, (int)response.StatusCode);
        Assert.Empty(await TextOf(response));
        Assert.Equal(tag, Header(response, "ETag"));
        Assert.Equal(1, Runs);
    }

    [Theory]
    [InlineData("\"other\"")]
    [InlineData("other")]
    [InlineData("\"other\", W/\"another\"")]
    [InlineData("\"")]
    [InlineData("\"*\"")]
    public async Task IfNoneMatch_NamesAnotherTag_IsWhole(string condition)
    {
        await using var app = await StartAsync();

        var response = await GetHitAsync(app, ("If-None-Match", condition));

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("run 1", await TextOf(response));
    }

    [Fact]
    public async Task NotModified_Headers_AreThoseThatGuideCaches()
    {
        Body = static _ => new string('x', 2000);
        Respond = static context =>
        {
            context.Response.Headers.ETag = "\"v1\"";
            context.Response.Headers.CacheControl = "max-age=60";
            context.Response.Headers.Expires = Modified;
            context.Response.Headers.LastModified = Modified;
            context.Response.Headers.ContentLocation = "/y";
            context.Response.Headers.ContentLanguage = "de";
            context.Response.Headers["X-Other"] = "1";
        };
        await using var app = await StartAsync();

        var response = await GetHitAsync(app, ("If-None-Match", "\"v1\""));

        Assert.Equal(304, (int)response.StatusCode);
        Assert.Equal("\"v1\"", Header(response, "ETag"));
        Assert.Equal("max-age=60", Header(response, "Cache-Control"));
        Assert.Equal(Modified, Header(response, "Expires"));
        Assert.Equal("/y", Header(response, "Content-Location"));
        Assert.Equal("Accept-Encoding", Header(response, "Vary"));
        Assert.All(new[] { "Content-Type", "Content-Language", "Last-Modified", "X-Other", "Transfer-Encoding" }, name => Assert.Null(Header(response, name)));
    }

    [Theory]
    [InlineData("Tue, 01 Sep 2026 10:00:00 GMT", 304)]
    [InlineData("Tue, 01 Sep 2026 10:00:01 GMT", 304)]
    [InlineData("Tuesday, 01-Sep-26 10:00:00 GMT", 304)]
    [InlineData("Tue Sep  1 10:00:00 2026", 304)]
    [InlineData("Tue, 01 Sep 2026 09:59:59 GMT", 200)]
    [InlineData("yesterday", 200)]
    [InlineData("2026-09-01", 200)]
    [InlineData("", 200)]
    public async Task IfModifiedSince_ComparedWithLastModified(string date, int status)
    {
        Respond = static context => context.Response.Headers.LastModified = Modified;
        await using var app = await StartAsync();

        var response = await GetHitAsync(app, ("If-Modified-Since", date));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status == 200 ? "run 1" : "", await TextOf(response));
    }

    [Fact]
    public async Task IfModifiedSince_HandlerGaveNoLastModified_IsWhole()
    {
        await using var app = await StartAsync();

        Assert.Equal(200, (int)(await GetHitAsync(app, ("If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT"))).StatusCode);
    }

    [Fact]
    public async Task IfModifiedSince_BesideIfNoneMatch_IsIgnored()
    {
        Respond = static context => context.Response.Headers.LastModified = Modified;
        await using var app = await StartAsync();

        var response = await GetHitAsync(app, ("If-None-Match", "\"other\""), ("If-Modified-Since", Modified));

        Assert.Equal(200, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("If-Match", "\"other\"", 412)]
    [InlineData("If-Match", "W/\"v1\"", 412)]
    [InlineData("If-Match", "\"v1\"", 200)]
    [InlineData("If-Match", "\"other\", \"v1\"", 200)]
    [InlineData("If-Match", "*", 200)]
    [InlineData("If-Unmodified-Since", "Tue, 01 Sep 2026 09:59:59 GMT", 412)]
    [InlineData("If-Unmodified-Since", Modified, 200)]
    [InlineData("If-Unmodified-Since", "yesterday", 200)]
    public async Task StrictConditions_OfAGet_AreEvaluated(string name, string value, int status)
    {
        Respond = static context =>
        {
            context.Response.Headers.ETag = "\"v1\"";
            context.Response.Headers.LastModified = Modified;
        };
        await using var app = await StartAsync();

        Assert.Equal(status, (int)(await GetHitAsync(app, (name, value))).StatusCode);
    }

    [Fact]
    public async Task IfMatch_NamesAnEncodedTag_IsWhole()
    {
        Body = static _ => new string('x', 2000);
        await using var app = await StartAsync();
        var tag = Header(await GetHitAsync(app, ("Accept-Encoding", "br")), "ETag")!;

        Assert.Equal(200, (int)(await AssertHitAsync(app, ("If-Match", tag))).StatusCode);
    }

    [Fact]
    public async Task Conditions_StatusOtherThan200_AreIgnored()
    {
        Respond = static context =>
        {
            context.Response.StatusCode = 404;
            context.Response.Headers.LastModified = Modified;
        };
        await using var app = await StartAsync(static options => options.Resources["analytics"] = new CacheResourceOptions { Statuses = { 404 } });

        var plain = await GetHitAsync(app);
        Assert.Null(plain.Headers.ETag);
        foreach (var (name, value) in new[] { ("If-None-Match", "*"), ("If-Modified-Since", Modified), ("If-Match", "\"x\"") })
        {
            Assert.Equal(404, (int)(await AssertHitAsync(app, (name, value))).StatusCode);
        }
    }

    [Theory]
    [InlineData("If-None-Match", "\"v1\"")]
    [InlineData("If-Modified-Since", Modified)]
    public async Task Conditions_OfAMiss_AreNotTheHandlersBusiness(string name, string value)
    {
        // A 304 for this client would be no answer for all the others who wait.
        var seen = new List<string>();
        Respond = context =>
        {
            seen.Add(context.Request.Headers[name].ToString());
            context.Response.Headers.ETag = "\"v1\"";
            context.Response.Headers.LastModified = Modified;
        };
        await using var app = await StartAsync();

        var miss = await GetAsync(app, (name, value));

        Assert.Equal([""], seen);
        Assert.Equal((200, "tasker; fwd=miss; stored"), ((int)miss.StatusCode, StatusOf(miss)));
        Assert.Equal(304, (int)(await AssertHitAsync(app, (name, value))).StatusCode);
    }

    [Fact]
    public async Task Conditions_AfterTheResponse_AreThereAgain()
    {
        var seen = new List<string>();
        await using var app = await StartAsync(pipeline: app =>
        {
            app.Use(next => async (Microsoft.AspNetCore.Http.HttpContext context) =>
            {
                await next(context);
                seen.Add($"{context.Request.Headers.IfNoneMatch} {context.Request.Headers.AcceptEncoding}");
            });
            UseCache(app);
        });

        await GetAsync(app, ("If-None-Match", "\"x\""), ("Accept-Encoding", "br"));
        await AssertHitAsync(app, ("If-None-Match", "\"x\""), ("Accept-Encoding", "br"));

        await WaitAsync(() => seen.Count == 2, "both have ended");
        Assert.All(seen, static text => Assert.Equal("\"x\" br", text));
    }
}
