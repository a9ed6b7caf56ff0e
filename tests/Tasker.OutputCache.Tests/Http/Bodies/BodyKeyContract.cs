using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Tasker.Caching;
using Tasker.OutputCache.TestUtilities.Logging;
using Xunit;

namespace Tasker.OutputCache.Tests.Http.Bodies;

/// <summary>Which requests with a body share an answer, and which are cached at all.</summary>
public abstract class BodyKeyContract : SearchContract
{
    [Theory]
    [InlineData("""{"a":1,"b":[true,null]}""", """ { "b" : [ true , null ] , "a" : 1 } """)]
    [InlineData("""{"a":{"x":1,"y":2}}""", """{"a":{"y":2,"x":1}}""")]
    [InlineData("""{"a":100}""", """{"a":1e2}""")]
    [InlineData("""{"a":100}""", """{"a":100.00}""")]
    [InlineData("""{"a":0.5}""", """{"a":5E-1}""")]
    [InlineData("""{"a":0}""", """{"a":0.0e9}""")]
    [InlineData("""{"a":12345678901234567890}""", """{"a":1234567890123456789e1}""")]
    [InlineData("""{"a":"A"}""", """{"\u0061":"\u0041"}""")]
    [InlineData("[]", " [ ] ")]
    [InlineData("\"x\"", "\"\\u0078\"")]
    public async Task Json_OfOneValue_IsOneEntry(string one, string other)
    {
        await using var app = await StartAsync(MapSearch);

        foreach (var method in new[] { Query, HttpMethod.Post })
        {
            Assert.Equal("tasker; fwd=miss; stored", StatusOf(await AskAsync(app, method, one)));
            Assert.True(IsHit(await AskAsync(app, method, other, "application/json; charset=utf-8")));
        }

        Assert.Equal(2, Runs);
    }

    [Theory]
    [InlineData("""{"a":1}""", """{"a":2}""")]
    [InlineData("""{"a":1}""", """{"a":"1"}""")]
    [InlineData("""{"a":1}""", """{"A":1}""")]
    [InlineData("""{"a":1}""", """{"a":1,"b":null}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[2,1]}""")]
    [InlineData("""{"a":[1,[2]]}""", """{"a":[1,2]}""")]
    [InlineData("""{"a":{"b":1}}""", """{"a":{},"b":1}""")]
    [InlineData("""{"a":0}""", """{"a":-0}""")]
    [InlineData("""{"a":null}""", """{"a":false}""")]
    [InlineData("""{"a":"x"}""", """{"a":"X"}""")]
    [InlineData("""{"a":1e400}""", """{"a":1e401}""")]
    [InlineData("""{"a":9007199254740993}""", """{"a":9007199254740992}""")]
    [InlineData("""["ab","c"]""", """["a","bc"]""")]
    [InlineData("""{"$type":"a","b":1}""", """{"b":1,"$type":"a"}""")]
    public async Task Json_OfAnotherValue_IsAnotherEntry(string one, string other)
    {
        await using var app = await StartAsync(MapSearch);

        foreach (var method in new[] { Query, HttpMethod.Post })
        {
            await AskAsync(app, method, one);

            Assert.Equal("tasker; fwd=miss; stored", StatusOf(await AskAsync(app, method, other)));
        }
    }

    [Theory]
    [InlineData("""{"a":1,"a":1}""")]
    [InlineData("""{"a":1,"A":2}""")]
    [InlineData("""{"a":[{"b":1,"b":2}]}""")]
    [InlineData("""{"$type":"x","a":1,"A":2}""")]
    [InlineData("""{"a":1,}""")]
    [InlineData("""{"a":1} x""")]
    [InlineData("{\"a\":1} // x")]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("{\"a\":\"\u00ff\"}")]
    [InlineData("\u00ef\u00bb\u00bf{}")]
    public async Task Json_ThatIsNotOneValue_GoesToTheHandlerEachTime(string body)
    {
        await using var app = await StartAsync(MapSearch);

        foreach (var method in new[] { Query, HttpMethod.Post })
        {
            await AskAsync(app, method, body);

            Assert.Equal("tasker; fwd=bypass; detail=request-body-json", StatusOf(await AskAsync(app, method, body)));
            Assert.Equal(body, LastBody);
        }

        Assert.Equal(4, Runs);
    }

    [Theory]
    [InlineData("text/plain", "a b", "a  b")]
    [InlineData("application/x-www-form-urlencoded", "a=1&b=2", "b=2&a=1")]
    [InlineData("application/json; charset=utf-16", """{"a":1}""", """{"a": 1}""")]
    public async Task OtherMediaType_IsComparedByItsBytes(string type, string one, string other)
    {
        await using var app = await StartAsync(MapSearch);
        await AskAsync(app, Query, one, type);

        Assert.True(IsHit(await AskAsync(app, Query, one, type)));
        Assert.False(IsHit(await AskAsync(app, Query, other, type)));
    }

    [Theory]
    [InlineData("application/json", "application/vnd.search+json")]
    [InlineData("application/json", "application/json; version=2")]
    [InlineData("application/json", "text/plain")]
    [InlineData("text/plain", "text/plain; charset=utf-8")]
    [InlineData("text/plain", null)]
    public async Task MediaType_IsPartOfTheKey(string one, string? other)
    {
        await using var app = await StartAsync(MapSearch);
        await AskAsync(app, Query, "1", one);

        Assert.Equal("tasker; fwd=miss; stored", StatusOf(await AskAsync(app, Query, "1", other)));
        Assert.True(IsHit(await AskAsync(app, Query, " 1 ".Trim(), one)));
    }

    [Fact]
    public async Task JsonSuffix_IsComparedByValue()
    {
        await using var app = await StartAsync(MapSearch);
        await AskAsync(app, Query, """{"a":1,"b":2}""", "application/vnd.search+json");

        Assert.True(IsHit(await AskAsync(app, Query, """{"b":2,"a":1}""", "Application/Vnd.Search+JSON")));
    }

    [Fact]
    public async Task Bytes_Declared_TellSpellingsApart()
    {
        await using var app = await StartAsync(app => app.MapPost("/search", (Delegate)SearchAsync).CacheAnalytics("post", ["body:bytes"]));
        await AskAsync(app, HttpMethod.Post, """{"a":1}""");

        Assert.False(IsHit(await AskAsync(app, HttpMethod.Post, """{"a": 1}""")));
        Assert.True(IsHit(await AskAsync(app, HttpMethod.Post, """{"a":1}""")));
        Assert.Equal("tasker; fwd=miss; stored", StatusOf(await AskAsync(app, HttpMethod.Post, """{"a":1,"a":2}""")));
    }

    [Fact]
    public async Task Methods_OfOneEndpoint_HaveEntriesOfTheirOwn()
    {
        await using var app = await StartAsync(app => app.MapMethods("/search", ["GET", "QUERY", "POST"], (Delegate)SearchAsync).CacheAnalytics("search", ["body:*"]));

        Assert.Equal("tasker; fwd=miss; stored", StatusOf(await SendAsync(app, HttpMethod.Get, "/search")));
        Assert.Equal("tasker; fwd=miss; stored", StatusOf(await AskAsync(app, Query, string.Empty, null)));
        Assert.Equal("tasker; fwd=miss; stored", StatusOf(await AskAsync(app, HttpMethod.Post, string.Empty, null)));
        Assert.True(IsHit(await SendAsync(app, HttpMethod.Get, "/search")));
        Assert.True(IsHit(await AskAsync(app, Query, string.Empty, null)));
        Assert.True(IsHit(await AskAsync(app, HttpMethod.Post, string.Empty, null)));

        // Its handler may look at the media type, which is no part of this key.
        var typed = await AskAsync(app, HttpMethod.Get, string.Empty, Json);
        Assert.Equal("tasker; fwd=bypass; detail=request-body", StatusOf(typed));
    }

    [Fact]
    public async Task Query_OfTheUrl_IsPartOfTheKeyAsWell()
    {
        await using var app = await StartAsync(app => app.MapPost("/search", (Delegate)SearchAsync).CacheAnalytics("post", ["page", "body:*"]));
        await AskAsync(app, HttpMethod.Post, "{}", url: "/search?page=1");

        Assert.False(IsHit(await AskAsync(app, HttpMethod.Post, "{}", url: "/search?page=2")));
        Assert.True(IsHit(await AskAsync(app, HttpMethod.Post, "{}", url: "/search?page=1")));
    }

    [Fact]
    public async Task Post_NotDeclared_IsNotCached()
    {
        await using var app = await StartAsync(app => app.MapPost("/search", (Delegate)SearchAsync).CacheAnalytics("post"));

        await AskAsync(app, HttpMethod.Post, "{}");
        Assert.Equal("tasker; fwd=method", StatusOf(await AskAsync(app, HttpMethod.Post, "{}")));
        Assert.Equal(2, Runs);
    }

    [Fact]
    public async Task Post_OfAnEndpointForAllMethods_IsCachedWhereItIsDeclaredOnly()
    {
        await using var app = await StartAsync(app =>
        {
            app.Map("/search", (Delegate)SearchAsync).CacheAnalytics("any");
            app.Map("/declared", (Delegate)SearchAsync).CacheAnalytics("declared", ["body:*"]);
        });

        foreach (var (url, method, isCached) in new[] { ("/search", HttpMethod.Post, false), ("/search", Query, true), ("/declared", HttpMethod.Post, true), ("/declared", HttpMethod.Put, false) })
        {
            await AskAsync(app, method, "{}", url: url);
            Assert.Equal(isCached, IsHit(await AskAsync(app, method, "{}", url: url)));
        }
    }

    [Fact]
    public async Task Post_NamedInTheConfiguration_IsCached()
    {
        await using var app = await StartAsync(
            app =>
            {
                app.MapPost("/search", (Delegate)SearchAsync).CacheAnalytics("post");
                app.MapPost("/other", (Delegate)SearchAsync).CacheAnalytics("other");
            },
            static options => options.Resources["analytics"] = new CacheResourceOptions { PostSearches = { "POST" } });

        await AskAsync(app, HttpMethod.Post, """{"a":1,"b":2}""");
        await AskAsync(app, HttpMethod.Post, "{}", url: "/other");

        Assert.True(IsHit(await AskAsync(app, HttpMethod.Post, """{"b":2,"a":1}""")));
        Assert.False(IsHit(await AskAsync(app, HttpMethod.Post, "{}", url: "/other")));
    }

    [Fact]
    public async Task Post_OfAGroupThatDeclaresABody_IsNotCachedAndTold()
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartAsync(
            app =>
            {
                var group = app.MapGroup("/g").CacheAnalytics(null, static parameters => parameters.Body());
                group.MapPost("/search", (Delegate)SearchAsync);
                group.MapPost("/change", (Delegate)SearchAsync);
            },
            logs: logs);

        await AskAsync(app, HttpMethod.Post, "{}", url: "/g/change");

        Assert.False(IsHit(await AskAsync(app, HttpMethod.Post, "{}", url: "/g/change")));
        Assert.Contains(logs.Entries, static entry => entry.Message.Contains("/change", StringComparison.Ordinal) && entry.Message.Contains("has to say so for itself", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SameBody_AtOnce_RunsTheHandlerOnce()
    {
        var gate = new TaskCompletionSource();
        await using var app = await StartAsync(app => app.MapPost(
            "/search",
            async (HttpContext context) =>
            {
                await gate.Task;
                await SearchAsync(context);
            }).CacheAnalytics("post", ["body:*"]));

        var requests = Enumerable.Range(0, 8).Select(_ => AskAsync(app, HttpMethod.Post, """{"a":1}""")).ToArray();
        await WaitAsync(() => app.Engine.Waiting == 7, "seven requests wait");
        gate.SetResult();
        await Task.WhenAll(requests);

        Assert.Equal(1, Runs);
    }

    [Fact]
    public async Task Json_AtRandom_AnswersAsWithoutACache()
    {
        await using var app = await StartAsync(static app => app.MapPost(
            "/search",
            static async (HttpContext context) =>
            {
                using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
                await context.Response.WriteAsync(RandomJson.Evaluate(await reader.ReadToEndAsync(context.RequestAborted)));
            }).CacheAnalytics("post", ["body:*"]));
        var random = new RandomJson(seed: 20261130);
        var hits = 0;

        for (var i = 0; i < 150; i++)
        {
            var text = random.Next();
            using var request = new HttpRequestMessage(HttpMethod.Post, "/search") { Content = new StringContent(text, Encoding.UTF8, Json) };
            using var response = await app.Client.SendAsync(request, Token);

            Assert.Equal((text, RandomJson.Evaluate(text)), (text, await TextOf(response)));
            hits += IsHit(response) ? 1 : 0;
        }

        Assert.InRange(hits, 10, 149);
    }
}
