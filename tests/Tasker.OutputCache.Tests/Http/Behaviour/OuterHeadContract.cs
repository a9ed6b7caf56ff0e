using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Http.Behaviour;

/// <summary>Middleware in front of the cache has the last word on the head: what really leaves decides what is stored.</summary>
public abstract class OuterHeadContract : BehaviourContract
{
    [Theory]
    [InlineData("Set-Cookie", "basket=1")]
    [InlineData("Cache-Control", "no-store")]
    [InlineData("Cache-Control", "private")]
    [InlineData("Cache-Control", "max-age=60, no-cache")]
    [InlineData("Vary", "Cookie")]
    [InlineData("Vary", "*")]
    public async Task OuterCallback_ForbidsToStore_IsNotStored(string name, string value)
    {
        await using var app = await StartBehindAsync(context => context.Response.OnStarting(() =>
        {
            context.Response.Headers.Append(name, value);
            return Task.CompletedTask;
        }));

        await GetAsync(app);
        var second = await GetAsync(app);

        Assert.Equal("run 2", await TextOf(second));
        Assert.Equal(value.Split(", ").Order(), Header(second, name)!.Split(", ").Order());
    }

    [Theory]
    [InlineData("stream")]
    [InlineData("pipe")]
    public async Task OuterCallback_HandlerOnlyWrites_IsNotStored(string how)
    {
        var runs = 0;
        await using var app = await StartBehindAsync(
            static context => context.Response.OnStarting(() =>
            {
                context.Response.Headers.SetCookie = "basket=1";
                return Task.CompletedTask;
            }),
            app => app.MapGet("/x", async (HttpContext context) =>
            {
                var text = Encoding.UTF8.GetBytes($"run {Interlocked.Increment(ref runs)}");
                if (how == "stream")
                {
                    await context.Response.Body.WriteAsync(text, Token);
                }
                else
                {
                    await context.Response.BodyWriter.WriteAsync(text, Token);
                }
            }).CacheAnalytics("x"));

        await GetAsync(app);
        await WaitAsync(() => app.Engine.Flights == 0, "the end of the request");

        Assert.Equal("run 2", await TextOf(await GetAsync(app)));
    }

    [Fact]
    public async Task OuterMiddleware_HoldsTheResponseBackAndAddsACookie_IsNotStored()
    {
        var runs = 0;
        await using var app = await StartAsync(
            app => app.MapGet("/x", () => $"run {Interlocked.Increment(ref runs)}").CacheAnalytics("x"),
            pipeline: app =>
            {
                app.Use(static async (context, next) =>
                {
                    var client = context.Response.Body;
                    using var held = new MemoryStream();
                    context.Response.Body = held;
                    await next(context);
                    context.Response.Body = client;
                    context.Response.Headers.SetCookie = "basket=1";
                    await client.WriteAsync(held.ToArray());
                });
                UseCache(app);
            });

        Assert.Equal("run 1", await TextOf(await GetAsync(app)));
        await WaitAsync(() => app.Engine.Flights == 0, "the end of the request");

        Assert.Equal("run 2", await TextOf(await GetAsync(app)));
    }

    [Theory]
    [InlineData(204)]
    [InlineData(404)]
    public async Task OuterCallback_OfAResponseWithoutBody_IsNotStored(int status)
    {
        var runs = 0;
        await using var app = await StartBehindAsync(
            static context => context.Response.OnStarting(() =>
            {
                context.Response.Headers.SetCookie = "basket=1";
                return Task.CompletedTask;
            }),
            app => app.MapGet("/x", (HttpContext context) =>
            {
                Interlocked.Increment(ref runs);
                context.Response.StatusCode = status;
            }).CacheAnalytics("x"),
            options => options.Resources["analytics"] = new CacheResourceOptions { Statuses = { status } });

        for (var i = 0; i < 2; i++)
        {
            await GetAsync(app);
            await WaitAsync(() => app.Engine.Flights == 0, "the end of the request");
        }

        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task OuterMiddleware_ChangesTheStatusOfAnEmptyResponse_IsNotStored()
    {
        var runs = 0;
        await using var app = await StartAsync(
            app => app.MapGet("/x", () => Interlocked.Increment(ref runs) > 0 ? Results.NoContent() : null).CacheAnalytics("x"),
            options => options.Resources["analytics"] = new CacheResourceOptions { Statuses = { 204 } },
            pipeline: app =>
            {
                app.Use(static async (context, next) =>
                {
                    context.Response.OnStarting(() =>
                    {
                        context.Response.StatusCode = 503;
                        return Task.CompletedTask;
                    });
                    await next(context);
                });
                UseCache(app);
            });

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(503, (int)(await GetAsync(app)).StatusCode);
            await WaitAsync(() => app.Engine.Flights == 0, "the end of the request");
        }

        Assert.Equal(2, runs);
    }

    [Theory]
    [InlineData("X-Outer", "1")]
    [InlineData("Vary", "Accept-Encoding")]
    [InlineData("Cache-Control", "public, max-age=60")]
    public async Task OuterCallback_AllowsToStore_IsStored(string name, string value)
    {
        await using var app = await StartBehindAsync(context => context.Response.OnStarting(() =>
        {
            context.Response.Headers[name] = value;
            return Task.CompletedTask;
        }));

        Assert.Equal("run 1", await TextOf(await GetHitAsync(app)));
    }

    [Fact]
    public async Task OuterCallback_ShortensTheLife_ThatCounts()
    {
        var clock = new ManualClock();
        await using var app = await StartBehindAsync(
            static context => context.Response.OnStarting(() =>
            {
                context.Response.Headers.CacheControl = "max-age=10";
                return Task.CompletedTask;
            }),
            options: static options => options.Resources["analytics"] = new CacheResourceOptions { HonorCacheControl = true, Ttl = TimeSpan.FromHours(1) },
            services: services => services.AddSingleton<TimeProvider>(clock));
        await GetHitAsync(app);

        clock.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal("run 2", await TextOf(await GetAsync(app)));
    }

    [Fact]
    public async Task Session_SecondVisitor_GetsNoneOfTheFirst()
    {
        await using var app = await StartSessionsAsync();

        var first = await GetAsync(app);
        var second = await GetAsync(app);

        Assert.NotNull(Header(first, "Set-Cookie"));
        Assert.NotNull(Header(second, "Set-Cookie"));
        Assert.NotEqual(await TextOf(first), await TextOf(second));
    }

    [Fact]
    public async Task Session_VisitorsWhoWait_GetNoneOfTheFirst()
    {
        var gate = new GatedHandler();
        await using var app = await StartSessionsAsync(gate);

        var visits = Enumerable.Range(0, 4).Select(_ => GetAsync(app)).ToArray();
        await gate.WaitForRunsAsync(1, Token);
        await WaitAsync(() => app.Engine.Waiting == 3, "the others to wait");
        gate.Open();
        var texts = await Task.WhenAll(visits.Select(static async visit => await TextOf(await visit)));

        Assert.Equal(4, texts.Distinct().Count());
    }

    [Theory]
    [InlineData("https://one.example")]
    [InlineData(null)]
    public async Task Cors_InFrontOfTheCache_KeepsNothingOut(string? origin)
    {
        await using var app = await StartAsync(
            app => app.MapGet("/x", (Delegate)HandleAsync).CacheAnalytics("x"),
            services: static services => services.AddCors(static options => options.AddDefaultPolicy(static policy => policy.WithOrigins("https://one.example", "https://two.example"))),
            pipeline: app =>
            {
                app.UseRouting();
                app.UseCors();
                UseCache(app);
            });
        await (origin is null ? GetAsync(app) : GetAsync(app, ("Origin", origin)));

        var other = await AssertHitAsync(app, ("Origin", "https://two.example"));

        Assert.Equal("https://two.example", Header(other, "Access-Control-Allow-Origin"));
        Assert.Contains("Origin", Header(other, "Vary"), StringComparison.Ordinal);
    }

    private Task<TestApp> StartBehindAsync(
        Action<HttpContext> before,
        Action<WebApplication>? endpoints = null,
        Action<TaskerCachingOptions>? options = null,
        Action<IServiceCollection>? services = null) =>
        StartAsync(endpoints ?? (app => app.MapGet("/x", (Delegate)HandleAsync).CacheAnalytics("x")), options, services, pipeline: app =>
        {
            app.Use(next => context =>
            {
                before(context);
                return next(context);
            });
            UseCache(app);
        });

    private Task<TestApp> StartSessionsAsync(GatedHandler? gate = null)
    {
        var visitors = 0;
        return StartAsync(
            app => app.MapGet("/x", async (HttpContext context) =>
            {
                if (context.Session.GetInt32("basket") is null)
                {
                    context.Session.SetInt32("basket", Interlocked.Increment(ref visitors));
                }

                if (gate is not null)
                {
                    await gate.RunAsync(context.RequestAborted);
                }

                return $"basket {context.Session.GetInt32("basket")}";
            }).CacheAnalytics("x"),
            services: static services => services.AddDistributedMemoryCache().AddSession(),
            pipeline: app =>
            {
                app.UseSession();
                UseCache(app);
            });
    }
}
