using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.Routing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching.Backends.Memory;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Requests;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Http.Behaviour;

/// <summary>However a path is spelt, cut, rewritten or routed: after a successful POST to it, no GET of it gets the old answer.</summary>
public abstract class ChangedPathContract : BehaviourContract
{
    private static readonly string[] Changing = ["POST"];

    private readonly PathVersion _data = new();

    private string Show() => $"version {_data.Version}";

    private IResult Change(string? location = null)
    {
        // No body: by the time that such a response starts, the application has put its paths together again.
        _data.Change();
        return location is null ? Results.NoContent() : Results.Created(location, null);
    }

    private async Task AssertChangedAsync(TestApp app, string filledBy, string changed, string read)
    {
        var before = await app.Client.GetStringAsync(filledBy, Token);
        Assert.Equal(before, await app.Client.GetStringAsync(filledBy, Token));

        var answer = await SendAsync(app, HttpMethod.Post, changed);

        Assert.InRange((int)answer.StatusCode, 200, 299);
        Assert.Contains($"{_data.Version}", await app.Client.GetStringAsync(read, Token), StringComparison.Ordinal);
        Assert.Contains($"{_data.Version}", await app.Client.GetStringAsync(filledBy, Token), StringComparison.Ordinal);
    }

    private void MapAny(IEndpointRouteBuilder app) => app.MapMethods("/{**any}", Changing, () => Change());

    private Task<TestApp> StartAsync(string pattern, string[]? vary = null) => StartAsync(app =>
    {
        app.MapGet(pattern, Show).CacheAnalytics("x", vary);
        MapAny(app);
    });

    [Theory]
    [InlineData("/items/a", "/items/a/", "/ITEMS/a")]
    [InlineData("/items/07", "/items/7", "/items/07")]
    [InlineData("/items/1.50", "/items/1.5", "/items/1.50")]
    [InlineData("/items/6F9619FF-8B86-D011-B42D-00CF4FC964FF", "/items/6f9619ff8b86d011b42d00cf4fc964ff", "/items/6F9619FF-8B86-D011-B42D-00CF4FC964FF")]
    [InlineData("/items/2026-01-05", "/items/2026-01-05T00:00:00Z", "/items/2026-01-05")]
    [InlineData("/items/%C4%B0", "/items/%C4%B0", "/Items/%C4%B0")]
    [InlineData("/items/a%2Fb", "/items/a%2fb", "/items/a%2Fb")]
    public async Task Path_InAnotherSpelling_IsEvicted(string filledBy, string changed, string read)
    {
        await using var app = await StartAsync("/items/{id}");

        await AssertChangedAsync(app, filledBy, changed, read);
    }

    [Theory]
    [InlineData("/d/{range=7d}", "/d", "/d/7d")]
    [InlineData("/d/{range=7d}", "/d/7d", "/d")]
    [InlineData("/{page=home}", "/", "/home")]
    [InlineData("/{a=1}/{b=2}", "/1/2", "/")]
    [InlineData("/{a=1}/{b=2}", "/", "/1")]
    [InlineData("/docs/{**page=index}", "/docs", "/docs/index")]
    [InlineData("/docs/{**page=start/here}", "/docs/start/here", "/docs")]
    public async Task DefaultOfTheRoute_EitherSpelling_IsEvicted(string pattern, string filledBy, string changed)
    {
        await using var app = await StartAsync(pattern);

        await AssertChangedAsync(app, filledBy, changed, read: changed);
    }

    [Theory]
    [InlineData("/d", "/d/7d")]
    [InlineData("/d/7d", "/d")]
    public async Task DeclaredDefault_EitherSpelling_IsEvicted(string filledBy, string changed)
    {
        await using var app = await StartAsync("/d/{range?}", ["route:range=7d"]);

        await AssertChangedAsync(app, filledBy, changed, read: changed);
    }

    [Theory]
    [InlineData("/files//a", "/files//a")]
    [InlineData("/files/a//b/", "/files/a//b/")]
    [InlineData("/files/a//b", "/FILES/a//b/")]
    public async Task DoubledSlash_OfACatchAll_IsEvicted(string filledBy, string changed)
    {
        await using var app = await StartAsync("/files/{**path}");

        await AssertChangedAsync(app, filledBy, changed, read: filledBy);
    }

    [Theory]
    [InlineData("/base", "/base", "/base")]
    [InlineData("/base", "/base/", "/base")]
    [InlineData("/base", "/BASE", "/base")]
    [InlineData("/base", "/base", "/base/")]
    [InlineData("/base/", "/base", "/base/")]
    [InlineData("/b/c/d/e/f/g", "/b/c/d/e/f/g", "/b/c/d/e/f/g")]
    [InlineData("/b/c/d/e/f/g/x", "/b/c/d/e/f/g/x", "/b/c/d/e/f/g/x")]
    public async Task RootAndPathOfABase_AreEvicted(string filledBy, string changed, string read)
    {
        foreach (var isBranch in new[] { true, false })
        {
            var pathBase = filledBy.TrimEnd('/').Replace("/x", string.Empty, StringComparison.Ordinal);
            await using var app = await StartAsync(
                app =>
                {
                    if (!isBranch)
                    {
                        Map(app);
                    }
                },
                pipeline: app =>
                {
                    if (isBranch)
                    {
                        app.Map(pathBase, branch =>
                        {
                            branch.UseRouting();
                            UseCache(branch);
                            branch.UseEndpoints(Map);
                        });
                    }
                    else
                    {
                        app.UsePathBase(pathBase);
                        app.UseRouting();
                        UseCache(app);
                    }
                });

            await AssertChangedAsync(app, filledBy, changed, read);
        }

        void Map(IEndpointRouteBuilder routes)
        {
            routes.MapGet("/", Show).CacheAnalytics("root");
            routes.MapGet("/x", Show).CacheAnalytics("x");
            MapAny(routes);
        }
    }

    [Fact]
    public async Task Fallback_AnyPath_IsEvicted()
    {
        await using var app = await StartAsync(app =>
        {
            app.MapFallback(Show).CacheAnalytics("fallback");
            MapAny(app);
        });

        await AssertChangedAsync(app, "/some/where", "/some/where", "/some/where");
    }

    private Task<TestApp> StartControllersAsync(Action<WebApplication> routes) => StartAsync(
        routes,
        services: services =>
        {
            services.AddSingleton(_data);
            services.AddSingleton<ToPaths>();
            services.AddControllersWithViews().ConfigureApplicationPartManager(static parts =>
            {
                parts.ApplicationParts.Clear();
                parts.ApplicationParts.Add(new AssemblyPart(typeof(PathController).Assembly));
            });
        });

    [Theory]
    [InlineData("/", "/path")]
    [InlineData("/path/index", "/")]
    [InlineData("/Path/Index/7", "/path/index/7")]
    public async Task ConventionalRoute_EitherSpelling_IsEvicted(string filledBy, string changed)
    {
        await using var app = await StartControllersAsync(static app => app.MapControllerRoute("default", "{controller=Path}/{action=Index}/{id?}"));

        await AssertChangedAsync(app, filledBy, changed, read: changed);
    }

    [Fact]
    public async Task DynamicRoute_IsEvicted()
    {
        await using var app = await StartControllersAsync(app =>
        {
            app.MapDynamicControllerRoute<ToPaths>("/pages/{**slug}");
            app.MapMethods("/pages/{**any}", Changing, () => Change());
        });

        await AssertChangedAsync(app, "/pages/about", "/pages/about", "/pages/about");
    }

    [Fact]
    public async Task FallbackToAController_IsEvicted()
    {
        await using var app = await StartControllersAsync(app =>
        {
            app.MapFallbackToController("Index", "Path");
            MapAny(app);
        });

        await AssertChangedAsync(app, "/some/where", "/some/where", "/some/where");
    }

    [Theory]
    [InlineData("/old/7", "/old/7")]
    [InlineData("/old/7", "/new/7")]
    [InlineData("/old/7", "/created?at=/old/7")]
    [InlineData("/old/7", "/created?at=7")]
    [InlineData("/old/7", "/created?at=/new/7")]
    public async Task RewrittenUrl_IsEvicted(string filledBy, string changed)
    {
        await using var app = await StartAsync(
            app =>
            {
                app.MapGet("/new/{id}", Show).CacheAnalytics("new");
                app.MapPost("/created", (string at) => Change(at));
                MapAny(app);
            },
            pipeline: app =>
            {
                app.Use(next => context =>
                {
                    // Servers set it; the test server does not.
                    var request = context.Features.GetRequiredFeature<IHttpRequestFeature>();
                    request.RawTarget = request.RawTarget is { Length: > 0 } target ? target : request.Path;
                    if (context.Request.Path.StartsWithSegments("/old", out var rest) || context.Request.Path.StartsWithSegments("/create", out rest))
                    {
                        context.Request.Path = "/new" + rest;
                    }

                    return next(context);
                });
                app.UseRouting();
                UseCache(app);
            });
        await app.Client.GetAsync("/nothing", Token);

        await AssertChangedAsync(app, filledBy, changed.Replace("at=7", "at=/old/x/../7", StringComparison.Ordinal), filledBy);
    }

    [Theory]
    [InlineData("/items/a%2Fb", "/items/a%2fb")]
    [InlineData("/items/%C3%A9", "/items/\u00e9")]
    [InlineData("/items/a%20b", "/items/a b")]
    public async Task Location_InAnotherSpelling_IsEvicted(string filledBy, string location)
    {
        await using var app = await StartAsync(app =>
        {
            app.MapGet("/items/{id}", Show).CacheAnalytics("item");
            app.MapPost("/created", () => Change(location.Replace("\u00e9", "%C3%A9", StringComparison.Ordinal)));
        });

        await AssertChangedAsync(app, filledBy, "/created", filledBy);
    }

    [Fact]
    public async Task DisabledInstance_EvictsWhatOthersHold()
    {
        var (log, tier) = (new InMemoryEvictionLog(TimeProvider.System, TimeSpan.FromHours(1)), new SharedTier());
        await using var enabled = await StartAsync(log, tier, enabled: true);
        await using var disabled = await StartAsync(log, tier, enabled: false);
        Assert.Equal("version 0", await enabled.Client.GetStringAsync("/x", Token));

        await SendAsync(disabled, HttpMethod.Post, "/x");

        await WaitAsync(() => enabled.Services.GetRequiredService<EvictionView>().Now.Horizon == disabled.Services.GetRequiredService<EvictionView>().Now.Horizon, "the log to be read");
        Assert.Equal("version 1", await enabled.Client.GetStringAsync("/x", Token));
    }

    private Task<TestApp> StartAsync(IEvictionLog log, IFarTier tier, bool enabled) => StartAsync(
        app =>
        {
            app.MapGet("/x", Show).CacheAnalytics("x");
            MapAny(app);
        },
        options => (options.Backend, options.Enabled) = ("redis", enabled),
        services => services.AddSingleton<ICacheBackendProvider>(new TestBackend(log, tier)));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task FrameworksPolicies_PathIsEvicted(bool byBasePolicy)
    {
        await using var app = await StartAsync(
            app =>
            {
                var endpoint = app.MapGet("/items/{id}", Show);
                _ = byBasePolicy ? endpoint : endpoint.CacheOutput();
                MapAny(app);
            },
            services: services => services.AddOutputCache(options =>
            {
                if (byBasePolicy)
                {
                    options.AddBasePolicy(static policy => policy.Cache());
                }
            }));

        await AssertChangedAsync(app, "/items/7?a=1", "/Items/7/", "/items/7?a=1");
    }

    [Fact]
    public async Task FrameworksPolicies_MoreThanTheRate_EvictsAllOfThem()
    {
        await using var app = await StartAsync(app =>
        {
            app.MapGet("/items/{id}", Show).CacheOutput();
            MapAny(app);
        });
        for (var i = 0; i < PathEvictionBudget.Burst + 500; i++)
        {
            await SendAsync(app, HttpMethod.Post, $"/items/{i}");
        }

        await AssertChangedAsync(app, "/items/a", "/items/a", "/items/a");
    }

    [Fact]
    public async Task UnrelatedPath_OfAnApplicationWithARootAndNoBase_LeavesTheLogAlone()
    {
        await using var app = await StartAsync("/");
        await app.Client.GetStringAsync("/", Token);
        var before = app.Services.GetRequiredService<EvictionView>().Now.Tick;

        await SendAsync(app, HttpMethod.Post, "/orders/7");

        Assert.Equal(before, app.Services.GetRequiredService<EvictionView>().Now.Tick);
        await AssertChangedAsync(app, "/", "/", "/");
    }

    private sealed class ToPaths : DynamicRouteValueTransformer
    {
        public override ValueTask<RouteValueDictionary> TransformAsync(HttpContext httpContext, RouteValueDictionary values) =>
            ValueTask.FromResult(new RouteValueDictionary { ["controller"] = "Path", ["action"] = "Index", ["id"] = values["slug"] });
    }
}
