using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.Tests.Http;
using Xunit;

namespace Tasker.OutputCache.Tests.Revalidation;

public abstract class ReplayContract : RevalidationContract
{
    private readonly List<Seen> _seen = [];

    private sealed record Seen(
        string Method, string Path, string Query, string Language, string? Route, string? User, CacheReplayReason? Reason, Scoped Scoped, bool IsAccessorRight);

    private sealed class Scoped : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    private Task<IResult> SeeAsync(HttpContext context)
    {
        var request = context.Request;
        lock (_seen)
        {
            _seen.Add(new Seen(
                request.Method,
                request.PathBase + request.Path,
                request.QueryString.Value ?? string.Empty,
                request.Headers.AcceptLanguage.ToString(),
                context.GetRouteValue("id") as string,
                context.User.FindFirstValue(ClaimTypes.NameIdentifier),
                context.Features.Get<ICacheReplayFeature>()?.Reason,
                context.RequestServices.GetRequiredService<Scoped>(),
                context.RequestServices.GetRequiredService<IHttpContextAccessor>().HttpContext == context));
        }

        return Handler.RunAsync(context);
    }

    private static void AddScoped(IServiceCollection services) => services.AddScoped<Scoped>().AddHttpContextAccessor();

    private Seen Last()
    {
        lock (_seen)
        {
            return _seen[^1];
        }
    }

    [Theory]
    [InlineData(60, CacheReplayReason.Revalidate)]
    [InlineData(90, CacheReplayReason.TryFirst)]
    public async Task Replay_IsTheSameRequestInAScopeOfItsOwn(int age, CacheReplayReason reason)
    {
        HttpContext? outer = null;
        var isAccessorRight = true;
        await using var app = await StartClockedAsync(
            app => app.MapGet("/v1/items/{id}", (Delegate)SeeAsync).CacheAnalytics("item", vary: ["id", "q"], configure: SeeAll),
            services: AddScoped,
            pipeline: app =>
            {
                app.Use(next => async (HttpContext context) =>
                {
                    await next(context);
                    if (context.Features.Get<ICacheReplayFeature>() is null)
                    {
                        outer = context;
                        isAccessorRight &= app.Services.GetRequiredService<IHttpContextAccessor>().HttpContext == context;
                    }
                });
                UseCache(app);
            });
        using var first = await SendAsync(app.Client, "/v1/items/a%20b?q=x%2By");
        await WaitForNoFlightAsync(app);
        Clock.Advance(TimeSpan.FromSeconds(age));

        using var second = await SendAsync(app.Client, "/v1/items/a%20b?q=x%2By");
        await Handler.WaitForRunsAsync(2, Token);
        await WaitForNoFlightAsync(app);

        Seen original, replay;
        lock (_seen)
        {
            (original, replay) = (_seen[0], _seen[1]);
        }

        Assert.Equal("a b", replay.Route);
        Assert.Equal("?q=x%2By", replay.Query);
        Assert.Equal("de", replay.Language);
        Assert.Equal(original with { Reason = reason, Scoped = replay.Scoped }, replay);
        Assert.Null(original.Reason);
        Assert.NotSame(original.Scoped, replay.Scoped);
        await WaitAsync(() => original.Scoped.IsDisposed && replay.Scoped.IsDisposed, "both scopes have ended");
        Assert.True(original.IsAccessorRight && replay.IsAccessorRight && isAccessorRight);
        Assert.NotNull(outer);

        static Task<HttpResponseMessage> SendAsync(HttpClient client, string url)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.Add("Accept-Language", "de");
            request.Headers.Add("If-None-Match", "\"x\"");
            return client.SendAsync(request, Token);
        }
    }

    [Theory]
    [InlineData("use-path-base")]
    [InlineData("path-base-twice")]
    [InlineData("map")]
    [InlineData("prefix-header")]
    public async Task Replay_PathIsCutOnItsWay_FindsItsEndpoint(string how)
    {
        var path = how == "prefix-header" ? "/x" : how == "path-base-twice" ? "/app/app/x" : "/app/x";
        await using var app = await StartClockedAsync(
            app =>
            {
                if (how != "map")
                {
                    app.MapGet("/x", (Delegate)SeeAsync).CacheAnalytics("x", configure: SeeAll);
                    app.MapGet("/app/x", (Delegate)SeeAsync).CacheAnalytics("app-x", configure: SeeAll);
                }
            },
            services: AddScoped,
            pipeline: app =>
            {
                if (how == "prefix-header")
                {
                    app.Use(next => context =>
                    {
                        // The test server does not say what the client has asked for.
                        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = "/x";
                        context.Request.PathBase = "/prefix";
                        return next(context);
                    });
                    UseCache(app);
                }
                else if (how == "map")
                {
                    app.Map("/app", branch =>
                    {
                        branch.UseRouting();
                        UseCache(branch);
                        branch.UseEndpoints(endpoints => endpoints.MapGet("/x", (Delegate)SeeAsync).CacheAnalytics("x", configure: SeeAll));
                    });
                }
                else
                {
                    app.UsePathBase("/app");
                    app.UseRouting();
                    UseCache(app);
                }
            });
        await AssertGetAsync(app, "run 1", path: path);
        await WaitForNoFlightAsync(app);
        Clock.Advance(Ttl);

        await AssertGetAsync(app, "run 1", StaleWhileRevalidate, path);

        await WaitForBodyAsync(app, "run 2", path);
        lock (_seen)
        {
            Assert.Equal(_seen[0].Path, _seen[1].Path);
        }
    }

    // The handler notes the whole request, and answers nothing of it.
    private static void SeeAll(CacheEndpointOptions options) => Array.ForEach(["header:*", "cookie:*", "claim:*", "query:*", "request:*"], options.Ignore.Add);

    [Theory]
    [InlineData("exception-handler")]
    [InlineData("filter")]
    [InlineData("streaming")]
    [InlineData("empty")]
    [InlineData("pipe")]
    [InlineData("callbacks")]
    public async Task Replay_WhateverTheHandlerDoes_StoresItsAnswer(string what)
    {
        await using var app = await StartClockedAsync(
            app =>
            {
                var endpoint = app.MapGet(Path, Handler.Delegate).CacheAnalytics("performance", configure: static options => options.IgnoreFilters.Add("*"));
                if (what == "filter")
                {
                    endpoint.AddEndpointFilter(static async (context, next) =>
                    {
                        context.HttpContext.Response.Headers["X-Filter"] = "1";
                        return await next(context);
                    });
                }
            },
            pipeline: app =>
            {
                if (what == "exception-handler")
                {
                    app.UseExceptionHandler(static branch => branch.Run(static _ => Task.CompletedTask));
                }

                UseCache(app);
            });
        Handler.Behaviour = async (context, run) =>
        {
            var response = context.Response;
            response.Headers["X-Run"] = $"{run}";
            switch (what)
            {
                case "exception-handler" when run == 2:
                    throw new InvalidOperationException("failed");
                case "empty":
                    return Results.Empty;
                case "streaming":
                    for (var i = 0; i < 20; i++)
                    {
                        await response.WriteAsync(new string('x', 1000), context.RequestAborted);
                        await response.Body.FlushAsync(context.RequestAborted);
                    }

                    return Results.Empty;
                case "pipe":
                    await response.StartAsync(context.RequestAborted);
                    await response.BodyWriter.WriteAsync("piped"u8.ToArray(), context.RequestAborted);
                    await response.CompleteAsync();
                    return Results.Empty;
                case "callbacks":
                    response.OnStarting(() =>
                    {
                        response.Headers["X-Starting"] = "1";
                        return Task.CompletedTask;
                    });
                    response.OnCompleted(() => context.Features.Get<ICacheReplayFeature>() is null
                        ? Task.CompletedTask
                        : throw new InvalidOperationException("a callback of the application"));
                    return Results.Text("callbacks");
                default:
                    return Results.Text($"run {run}");
            }
        };
        using var first = await app.Client.GetAsync(Path, Token);
        var body = await first.Content.ReadAsStringAsync(Token);
        await WaitForNoFlightAsync(app);
        Clock.Advance(Ttl);

        using var second = await app.Client.GetAsync(Path, Token);

        Assert.Equal("1", Assert.Single(second.Headers.GetValues("X-Run")));
        Assert.Equal(body, await second.Content.ReadAsStringAsync(Token));
        await Handler.WaitForRunsAsync(2, Token);
        await WaitForNoFlightAsync(app);
        Clock.Advance(TimeSpan.FromSeconds(1));
        var expected = what == "exception-handler" ? 3 : 2;
        await Eventually.Async(
            async token =>
            {
                using var response = await app.Client.GetAsync(Path, token);
                return response.Headers.GetValues("X-Run").Single();
            },
            run => run == $"{expected}", Deadline, "the answer of the replay", Token);
        using var last = await app.Client.GetAsync(Path, Token);
        var text = await last.Content.ReadAsStringAsync(Token);
        Assert.Equal(body.Length, text.Length);
        Assert.Equal(what == "filter", last.Headers.Contains("X-Filter"));
        await WaitForNoFlightAsync(app);
    }

    [Fact]
    public async Task Replay_MoreKeysThanMayBeReplayedAtOnce_IsBoundedAndAllGetTheirTurn()
    {
        await using var app = await StartClockedAsync();
        var bound = app.Settings.Current.MaxRefreshes;
        var keys = Enumerable.Range(0, bound + 5).Select(static i => $"{Path}?namespace={i}").ToArray();
        foreach (var key in keys)
        {
            await GetAsync(app, key);
        }

        var runs = Handler.Runs;
        await WaitForNoFlightAsync(app);
        Clock.Advance(Ttl);
        Handler.Close();
        foreach (var key in keys)
        {
            Assert.Contains(StaleWhileRevalidate, (await GetAsync(app, key)).Cache, StringComparison.Ordinal);
        }

        await Handler.WaitForInsideAsync(bound, Token);
        Assert.Equal(runs + bound, Handler.Runs);
        Assert.Equal(bound, app.Engine.Flights);
        Handler.Open();
        await WaitForNoFlightAsync(app);
        Clock.Advance(TimeSpan.FromSeconds(1));
        await Eventually.Async(
            async _ =>
            {
                var fresh = 0;
                foreach (var key in keys)
                {
                    fresh += (await GetAsync(app, key)).Cache.Contains("detail=near", StringComparison.Ordinal) ? 1 : 0;
                }

                Clock.Advance(TimeSpan.FromSeconds(1));
                return fresh == keys.Length;
            },
            Deadline, "all are fresh", Token);
    }

    [Fact]
    public async Task Replay_HostStops_IsCancelled()
    {
        var cancelled = new TaskCompletionSource();
        var app = await StartClockedAsync();
        await FillAsync(app);
        await WaitForNoFlightAsync(app);
        Clock.Advance(Ttl);
        Handler.Behaviour = async (context, run) =>
        {
            await using var registration = context.RequestAborted.Register(cancelled.SetResult);
            await cancelled.Task;
            return Results.Text($"run {run}");
        };
        await AssertGetAsync(app, "run 1", StaleWhileRevalidate);
        await Handler.WaitForRunsAsync(2, Token);

        await app.DisposeAsync().AsTask().WaitAsync(Deadline, Token);

        await cancelled.Task.WaitAsync(Deadline, Token);
    }

    private void UseUsers(WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        UseCache(app);
    }

    [Theory]
    [InlineData(CachePartition.Tenant)]
    [InlineData(CachePartition.User)]
    public async Task Replay_OfTwoTenants_AreKeptApart(CachePartition partition)
    {
        await using var app = await StartClockedAsync(
            app => app.MapGet(Path, (HttpContext context) => $"{context.User.FindFirstValue("tenant")} {Next()}").RequireAuthorization().CacheAnalytics("performance"),
            options => options.Partition = partition,
            TestUsers.AddTo,
            pipeline: UseUsers);
        Assert.Equal("red 1", await GetAsUserAsync(app.Client, "ann@red"));
        Assert.Equal("blue 2", await GetAsUserAsync(app.Client, "bob@blue"));
        await WaitForNoFlightAsync(app);
        Clock.Advance(Ttl);

        Assert.Equal("blue 2", await GetAsUserAsync(app.Client, "bob@blue"));

        await Eventually.Async(async _ => await GetAsUserAsync(app.Client, "bob@blue"), static text => text == "blue 3", Deadline, "blue is new", Token);
        Assert.Equal("red 1", await GetAsUserAsync(app.Client, "ann@red"));
        await Eventually.Async(async _ => await GetAsUserAsync(app.Client, "ann@red"), static text => text == "red 4", Deadline, "red is new", Token);
    }

    private int _next;

    private int Next() => Interlocked.Increment(ref _next);

    private static async Task<string> GetAsUserAsync(HttpClient client, string? login)
    {
        using var response = await client.SendAsync(TestUsers.Get(Path, login), Token);
        return await response.Content.ReadAsStringAsync(Token);
    }

    [Theory]
    [InlineData("401")]
    [InlineData("redirect")]
    [InlineData("another user")]
    [InlineData("anonymous")]
    public async Task Replay_AccessWasLostMeanwhile_StoresNothingAndLeavesNothingBehind(string how)
    {
        await using var app = await StartClockedAsync(
            app => app.MapGet(Path, (HttpContext context) => $"{context.User.FindFirstValue("tenant") ?? "nobody"} {Next()}").CacheAnalytics("performance"),
            static options => options.Partition = CachePartition.Tenant,
            TestUsers.AddTo,
            pipeline: app =>
            {
                app.Use(next => context =>
                {
                    if (context.Features.Get<ICacheReplayFeature>() is null)
                    {
                        return next(context);
                    }

                    switch (how)
                    {
                        case "401":
                            context.Response.StatusCode = 401;
                            return Task.CompletedTask;
                        case "redirect":
                            context.Response.Redirect("/login");
                            return Task.CompletedTask;
                        case "another user":
                            context.Request.Headers[TestUsers.HeaderName] = "eve@green";
                            return next(context);
                        default:
                            context.Request.Headers.Remove(TestUsers.HeaderName);
                            return next(context);
                    }
                });
                UseUsers(app);
            });
        Assert.Equal("red 1", await GetAsUserAsync(app.Client, "ann@red"));
        await WaitForNoFlightAsync(app);
        Clock.Advance(Ttl);

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("red 1", await GetAsUserAsync(app.Client, "ann@red"));
            await WaitForNoFlightAsync(app);
            Clock.Advance(TimeSpan.FromSeconds(1));
        }

        // Past the window the request itself computes, and is stored.
        Clock.Advance(Revalidate);
        var red = await GetAsUserAsync(app.Client, "ann@red");
        Assert.StartsWith("red ", red, StringComparison.Ordinal);
        Assert.NotEqual("red 1", red);
        Assert.StartsWith("green ", await GetAsUserAsync(app.Client, "eve@green"), StringComparison.Ordinal);
        await WaitForNoFlightAsync(app);
    }
}
