using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Requests;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Http.Behaviour;

/// <summary>What a successful unsafe request has changed is not served any more (RFC 9111, section 4.4).</summary>
public abstract class UnsafeMethodContract : BehaviourContract
{
    private Action<HttpContext> _change = static _ => { };

    private Task<TestApp> StartAsync(ILoggerProvider? logs = null, Action<IServiceCollection>? services = null, Action<WebApplication>? pipeline = null) => StartAsync(
        app =>
        {
            app.MapGet("/x", (Delegate)HandleAsync).CacheAnalytics("x");
            app.MapGet("/items/{id:int}", (Delegate)HandleAsync).CacheAnalytics("item");
            app.MapMethods("/{**any}", ["POST", "PUT", "PATCH", "DELETE", "FOO", "OPTIONS", "QUERY"], (HttpContext context) => _change(context));
        },
        services: services,
        logs: logs,
        pipeline: pipeline);

    private async Task AssertEvictedAsync(string method, Action<HttpContext> change, string changed, bool expected, string cached = "/x")
    {
        _change = change;
        await using var app = await StartAsync();
        await SendAsync(app, HttpMethod.Get, cached);

        await SendAsync(app, new HttpMethod(method), changed);

        var status = StatusOf(await SendAsync(app, HttpMethod.Get, cached));
        Assert.StartsWith(expected ? "tasker; fwd=miss" : "tasker; hit", status, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("FOO")]
    public Task OwnUrl_Success_IsEvicted(string method) => AssertEvictedAsync(method, static _ => { }, "/x", expected: true);

    [Theory]
    [InlineData("POST", 400)]
    [InlineData("PUT", 404)]
    [InlineData("PATCH", 412)]
    [InlineData("DELETE", 500)]
    [InlineData("FOO", 503)]
    public Task OwnUrl_Error_IsNotEvicted(string method, int status) =>
        AssertEvictedAsync(method, context => context.Response.StatusCode = status, "/x", expected: false);

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("FOO")]
    public Task Location_OfTheSameOrigin_IsEvicted(string method) =>
        AssertEvictedAsync(method, static context => context.Response.Headers.Location = "/x", "/y", expected: true);

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("FOO")]
    public Task ContentLocation_OfTheSameOrigin_IsEvicted(string method) =>
        AssertEvictedAsync(method, static context => context.Response.Headers.ContentLocation = "/x", "/y", expected: true);

    [Theory]
    [InlineData(201)]
    [InlineData(204)]
    [InlineData(302)]
    [InlineData(303)]
    public Task Status_OfASuccess_Evicts(int status) => AssertEvictedAsync("POST", context => context.Response.StatusCode = status, "/x", expected: true);

    [Theory]
    [InlineData("OPTIONS")]
    [InlineData("QUERY")]
    public Task SafeMethod_EvictsNothing(string method) => AssertEvictedAsync(method, static _ => { }, "/x", expected: false);

    [Theory]
    [InlineData("x", true)]
    [InlineData("x?a=b#c", true)]
    [InlineData("//{host}/x", true)]
    [InlineData("http://{host}/x", true)]
    [InlineData("HTTP://{HOST}/x/", true)]
    [InlineData("https://{host}/x", false)]
    [InlineData("http://elsewhere.example/x", false)]
    [InlineData("http://{host}:4711/x", false)]
    [InlineData("//elsewhere.example/x", false)]
    [InlineData("http://[", false)]
    [InlineData("", false)]
    public Task Location_IsComparedByItsOrigin(string location, bool expected) => AssertEvictedAsync(
        "POST",
        context =>
        {
            var host = location.Contains(":4711", StringComparison.Ordinal) ? context.Request.Host.Host : context.Request.Host.Value!;
            context.Response.Headers.Location = location.Replace("{host}", host, StringComparison.Ordinal).Replace("{HOST}", host.ToUpperInvariant(), StringComparison.Ordinal);
        },
        "/y",
        expected);

    [Theory]
    [InlineData("/items/7", "/items/7", true)]
    [InlineData("/ITEMS/7/", "/items/7", true)]
    [InlineData("/items/7?a=1", "/items/7", true)]
    [InlineData("/items/8", "/items/7", false)]
    [InlineData("/items", "/items/7", false)]
    public Task Path_OfARoute_IsEvictedAlone(string changed, string cached, bool expected) => AssertEvictedAsync("PUT", static _ => { }, changed, expected, cached);

    [Fact]
    public async Task AllEntriesOfThePath_AreEvicted()
    {
        await using var app = await StartAsync(app =>
        {
            app.MapGet("/x", (Delegate)HandleAsync).CacheAnalytics("x", vary: ["a"]);
            app.MapPost("/x", static () => "done");
        });
        await SendAsync(app, HttpMethod.Get, "/x?a=1");
        await SendAsync(app, HttpMethod.Get, "/x?a=2");

        await SendAsync(app, HttpMethod.Post, "/x");

        Assert.Contains("fwd=miss", StatusOf(await SendAsync(app, HttpMethod.Get, "/x?a=1")), StringComparison.Ordinal);
        Assert.Contains("fwd=miss", StatusOf(await SendAsync(app, HttpMethod.Get, "/x?a=2")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PathThatTheApplicationCuts_IsEvicted()
    {
        await using var app = await StartAsync(pipeline: app =>
        {
            app.UsePathBase("/app");
            app.UseRouting();
            UseCache(app);
        });
        await SendAsync(app, HttpMethod.Get, "/app/x");

        await SendAsync(app, HttpMethod.Post, "/app/x");

        Assert.Contains("fwd=miss", StatusOf(await SendAsync(app, HttpMethod.Get, "/app/x")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PathThatIsNotCached_LeavesTheLogAlone()
    {
        await using var app = await StartAsync();
        var view = app.Services.GetRequiredService<EvictionView>();
        var before = view.Now.Tick;

        await SendAsync(app, HttpMethod.Post, "/nothing");
        await SendAsync(app, HttpMethod.Post, "/items/7/more");

        Assert.Equal(before, view.Now.Tick);
        await SendAsync(app, HttpMethod.Post, "/items/7");
        Assert.NotEqual(before, view.Now.Tick);
    }

    [Fact]
    public async Task MoreThanTheRate_EvictsTheEndpointAndSaysSoOnce()
    {
        // The clock stands still: nothing is saved up.
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartAsync(logs, static services => services.AddSingleton<TimeProvider>(new ManualClock()));
        await SendAsync(app, HttpMethod.Get, "/items/1000000");
        for (var i = 0; i < PathEvictionBudget.Burst; i++)
        {
            await SendAsync(app, HttpMethod.Put, $"/items/{i}");
        }

        var view = app.Services.GetRequiredService<EvictionView>();
        Assert.DoesNotContain(logs.Entries, static entry => entry.EventId.Name == "PathEvictionsOverRate");
        var before = view.Now.Tick;
        await SendAsync(app, HttpMethod.Put, "/items/1000001");
        await SendAsync(app, HttpMethod.Put, "/items/1000002");

        Assert.NotEqual(before, view.Now.Tick);
        Assert.Equal("run 2", await TextOf(await SendAsync(app, HttpMethod.Get, "/items/1000000")));
        Assert.Single(logs.Entries, static entry => entry.EventId.Name == "PathEvictionsOverRate");
    }

    [Fact]
    public async Task EvictionFails_RequestDoesNot()
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartAsync(logs, static services => services.AddSingleton<ICacheEvictor, FailingEvictor>());

        var response = await SendAsync(app, HttpMethod.Post, "/x");

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Contains(logs.Entries, static entry => entry.EventId.Name == "PathEvictionFailed");
    }

    [Fact]
    public async Task EvictionHangs_RequestWaitsNotForEver()
    {
        await using var app = await StartAsync(services: static services => services.AddSingleton<ICacheEvictor, HangingEvictor>());

        Assert.Equal(200, (int)(await SendAsync(app, HttpMethod.Post, "/x").WaitAsync(Deadline, Token)).StatusCode);
    }

    private sealed class FailingEvictor : ICacheEvictor
    {
        public ValueTask<EvictionResult> EvictAsync(IReadOnlyCollection<CacheTag> tags, CancellationToken cancellationToken) => throw new InvalidOperationException("broken");

        public ValueTask<EvictionResult> EvictAsync(IReadOnlyCollection<CacheTag> tags, EvictionMode mode, CancellationToken cancellationToken) => throw new InvalidOperationException("broken");

        public ValueTask<EvictionResult> EvictEverythingAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("broken");
    }

    private sealed class HangingEvictor : ICacheEvictor
    {
        private static readonly Task<EvictionResult> Never = new TaskCompletionSource<EvictionResult>().Task;

        public ValueTask<EvictionResult> EvictAsync(IReadOnlyCollection<CacheTag> tags, CancellationToken cancellationToken) => new(Never);

        public ValueTask<EvictionResult> EvictAsync(IReadOnlyCollection<CacheTag> tags, EvictionMode mode, CancellationToken cancellationToken) => new(Never);

        public ValueTask<EvictionResult> EvictEverythingAsync(CancellationToken cancellationToken) => new(Never);
    }
}
