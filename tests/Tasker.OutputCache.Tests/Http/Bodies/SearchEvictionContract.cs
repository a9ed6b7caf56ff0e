using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Tasker.OutputCache.TestUtilities;
using Xunit;

namespace Tasker.OutputCache.Tests.Http.Bodies;

/// <summary>What evicts the answers of searches, and what refreshes them.</summary>
public abstract class SearchEvictionContract : SearchContract
{
    private async Task AssertEvictedAsync(string body, bool expected, CacheTag tag, string declared = "body:$.filter.namespace=namespace")
    {
        await using var app = await StartAsync(app => app.MapPost("/search", (Delegate)SearchAsync).CacheAnalytics("post", [declared]));
        await AskAsync(app, HttpMethod.Post, body);
        Assert.True(IsHit(await AskAsync(app, HttpMethod.Post, body)));

        await app.Evictor.EvictAsync([tag], Token);

        Assert.Equal(!expected, IsHit(await AskAsync(app, HttpMethod.Post, body)));
    }

    [Theory]
    [InlineData("""{"filter":{"namespace":"payments"}}""", true)]
    [InlineData("""{"filter":{"namespace":"pay\u006dents"}}""", true)]
    [InlineData("""{"filter":{"namespace":"billing"}}""", false)]
    [InlineData("""{"filter":{"namespace":["billing","payments"]}}""", true)]
    [InlineData("""{"filter":{"namespace":["billing","shop"]}}""", false)]
    [InlineData("""{"filter":{"namespace":[]}}""", true)]
    [InlineData("""{"filter":{"namespace":[["billing"]]}}""", true)]
    [InlineData("""{"filter":{"namespace":null}}""", true)]
    [InlineData("""{"filter":{"namespace":""}}""", true)]
    [InlineData("""{"filter":{"namespace":{"is":"billing"}}}""", true)]
    [InlineData("""{"filter":{}}""", true)]
    [InlineData("""{"filter":{"Namespace":"billing"}}""", true)]
    [InlineData("""{"namespace":"billing"}""", true)]
    [InlineData("[]", true)]
    [InlineData("""{"$id":"1","filter":{"namespace":"billing"}}""", true)]
    public Task Dimension_InTheBody_IsEvictedByItsValue(string body, bool expected) =>
        AssertEvictedAsync(body, expected, CacheTag.For("analytics").With("namespace", "payments"));

    [Theory]
    [InlineData("24", true)]
    [InlineData("24.0", true)]
    [InlineData("2.4e1", true)]
    [InlineData("25", false)]
    [InlineData("\"24\"", true)]
    [InlineData("1e300", true)]
    public Task NumberInTheBody_IsEvictedByItsValue(string number, bool expected) =>
        AssertEvictedAsync($$"""{"hours":{{number}}}""", expected, CacheTag.For("analytics").With("hours", 24), "body:$.hours");

    [Fact]
    public async Task Post_ThatIsASearch_DoesNotEvictItsPath()
    {
        await using var app = await StartAsync(app =>
        {
            MapSearch(app);
            app.MapGet("/search", (Delegate)HandleAsync).CacheAnalytics("get");
        });
        await SendAsync(app, HttpMethod.Get, "/search");
        await AskAsync(app, HttpMethod.Post, Filter("a"));
        await AskAsync(app, HttpMethod.Post, Filter("b"));
        await AskAsync(app, HttpMethod.Post, "{");

        Assert.True(IsHit(await AskAsync(app, HttpMethod.Post, Filter("a"))));
        Assert.True(IsHit(await SendAsync(app, HttpMethod.Get, "/search")));
    }

    [Fact]
    public async Task UnsafeMethod_OnThePath_EvictsItsSearches()
    {
        await using var app = await StartAsync(app =>
        {
            MapSearch(app);
            app.MapPut("/search", static () => "changed");
        });
        await AskAsync(app, HttpMethod.Post, Filter("a"));
        await AskAsync(app, Query, Filter("a"));

        await SendAsync(app, HttpMethod.Put, "/search");

        Assert.False(IsHit(await AskAsync(app, HttpMethod.Post, Filter("a"))));
        Assert.False(IsHit(await AskAsync(app, Query, Filter("a"))));
    }

    [Theory]
    [InlineData("POST", 60, "stale-while-revalidate")]
    [InlineData("QUERY", 60, "stale-while-revalidate")]
    [InlineData("POST", 90, null)]
    public async Task Refresh_OfASearch_SendsItsBodyAgain(string method, int age, string? detail)
    {
        var clock = new ManualClock();
        clock.ShiftWallClock(TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(10) - ManualClock.Start);
        await using var app = await StartAsync(
            app => app.MapMethods("/search", [method], async (HttpContext context) =>
            {
                using var reader = new StreamReader(context.Request.Body, Encoding.Latin1, detectEncodingFromByteOrderMarks: false);
                var body = await reader.ReadToEndAsync(context.RequestAborted);
                await HandleAsync(context);
                await context.Response.WriteAsync($" of {context.Request.Method} {body} {context.Request.ContentLength}");
            }).CacheAnalytics("post", ["body:*"]),
            static options => options.Resources["analytics"] = new CacheResourceOptions
            {
                Ttl = TimeSpan.FromSeconds(60), StaleWhileRevalidate = TimeSpan.FromSeconds(30), StaleIfError = TimeSpan.FromSeconds(600), TtlJitterPercent = 0,
            },
            services => services.AddSingleton<TimeProvider>(clock));
        var body = Filter("a");
        await AskAsync(app, new HttpMethod(method), body);
        clock.Advance(TimeSpan.FromSeconds(age));

        var stale = await AskAsync(app, new HttpMethod(method), body);
        if (detail is not null)
        {
            Assert.Contains(detail, StatusOf(stale), StringComparison.Ordinal);
        }

        await WaitAsync(() => Runs == 2 && app.Engine.Flights == 0, "it is refreshed");
        Assert.Equal($"run 2 of {method} {body} {body.Length}", await TextOf(await AskAsync(app, new HttpMethod(method), body)));
        Assert.Equal(2, Runs);
    }
}
