using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Tasker.OutputCache.Tests.Http.Behaviour;

/// <summary>Which headers are stored, and how they come back.</summary>
public abstract class StoredHeadersContract : BehaviourContract
{
    [Theory]
    [InlineData("X-Custom", "a, b;c=\"d\"")]
    [InlineData("X-Empty", "")]
    [InlineData("Content-Language", "de, en")]
    [InlineData("Content-Location", "/other")]
    [InlineData("Link", "</style.css>; rel=preload")]
    [InlineData("Last-Modified", "Tue, 01 Sep 2026 10:00:00 GMT")]
    [InlineData("Expires", "Tue, 01 Sep 2026 10:00:00 GMT")]
    [InlineData("Content-Security-Policy", "default-src 'self'")]
    [InlineData("X-Frame-Options", "deny")]
    [InlineData("Pragma", "no-cache")]
    public async Task Header_OfTheHandler_ComesBack(string name, string value)
    {
        Respond = context => context.Response.Headers[name] = value;
        await using var app = await StartAsync();

        var hit = await GetHitAsync(app);

        // A header without a value need not be written.
        Assert.Equal(value, Header(hit, name) ?? "");
        Assert.Equal("run 1", await TextOf(hit));
    }

    [Theory]
    [InlineData("Keep-Alive", "timeout=5")]
    [InlineData("Proxy-Authenticate", "Basic")]
    [InlineData("Proxy-Authentication-Info", "x")]
    [InlineData("Proxy-Connection", "keep-alive")]
    [InlineData("TE", "trailers")]
    public async Task Header_OfAConnection_IsNotStored(string name, string value)
    {
        Respond = context => context.Response.Headers[name] = value;
        await using var app = await StartAsync();

        Assert.Null(Header(await GetHitAsync(app), name));
    }

    [Fact]
    public async Task Header_ThatConnectionNames_IsNotStored()
    {
        Respond = static context =>
        {
            context.Response.Headers.Connection = "X-Hop, X-Other";
            context.Response.Headers["x-hop"] = "1";
            context.Response.Headers["X-Kept"] = "1";
        };
        await using var app = await StartAsync();

        var hit = await GetHitAsync(app);

        Assert.Null(Header(hit, "X-Hop"));
        Assert.Equal("1", Header(hit, "X-Kept"));
        Assert.DoesNotContain("X-Hop", hit.Headers.Connection);
    }

    [Fact]
    public async Task Age_OfAHit_IsTheTimeSinceItWasComputed()
    {
        Respond = static context => context.Response.Headers.Age = "4000";
        await using var app = await StartAsync();

        Assert.InRange((await GetHitAsync(app)).Headers.Age!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task Date_OfAHit_IsThatOfTheComputation()
    {
        Respond = static context => context.Response.Headers.Date = "Tue, 01 Sep 2026 10:00:00 GMT";
        await using var app = await StartAsync();

        var hit = await GetHitAsync(app);

        Assert.NotNull(hit.Headers.Date);
    }

    [Fact]
    public async Task CacheStatus_OfACacheBehind_IsAddedTo()
    {
        Respond = static context => context.Response.Headers["Cache-Status"] = "origin; hit; ttl=5";
        await using var app = await StartAsync();

        var miss = await GetAsync(app);
        var hit = await GetAsync(app);

        Assert.Equal(["origin; hit; ttl=5", "tasker; fwd=miss; stored"], miss.Headers.GetValues("Cache-Status"));
        Assert.Equal("origin; hit; ttl=5", hit.Headers.GetValues("Cache-Status").First());
        Assert.StartsWith("tasker; hit; ttl=", Assert.Single(hit.Headers.GetValues("Cache-Status").Skip(1)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CacheStatus_HandlerStartsTheResponseItself_IsNotStored()
    {
        await using var app = await StartAsync(app => app.MapGet("/x", async (HttpContext context) =>
        {
            await context.Response.StartAsync();
            await context.Response.WriteAsync("x");
        }).CacheAnalytics("x"));

        Assert.StartsWith("tasker; hit", StatusOf(await GetHitAsync(app)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CacheStatus_IsAStructuredField()
    {
        Respond = static context =>
        {
            if (context.Request.Query.ContainsKey("cookie"))
            {
                context.Response.Headers.SetCookie = "a=b";
            }
        };
        await using var app = await StartAsync(app => app.MapMethods("/x", ["GET", "POST"], (Delegate)HandleAsync).CacheAnalytics("x", vary: ["cookie"]));
        var seen = new List<string>();
        foreach (var (method, url, header) in new[]
        {
            ("GET", "/x", null), ("GET", "/x", null), ("HEAD", "/x", null), ("GET", "/x?cookie=1", null), ("POST", "/x", null), ("GET", "/x?cookie=1", "Range"), ("GET", "/x", "Authorization"),
        })
        {
            var response = await SendAsync(app, new HttpMethod(method), url, header is null ? [] : [(header, "bytes=0-1")]);
            seen.AddRange(response.Headers.GetValues("Cache-Status"));
        }

        Assert.True(seen.Distinct().Count() >= 5, string.Join(" | ", seen));
        Assert.All(seen, static text =>
        {
            var member = Assert.Single(StructuredField.ParseList(text));
            Assert.Equal("tasker", member.Value);
            Assert.All(member.Parameters, static parameter => Assert.Contains(parameter.Key, new[] { "hit", "fwd", "fwd-status", "ttl", "stored", "collapsed", "key", "detail" }));
            Assert.True(member.Parameters.ContainsKey("hit") ^ member.Parameters.ContainsKey("fwd"));
        });
    }
}
