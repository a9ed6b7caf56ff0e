using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching.Engine;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Http.Identity;

/// <summary>What routing, or a middleware behind it, gives to a handler besides the declared values.</summary>
public abstract class RoutedContract : IdentityContract
{
    [Fact]
    public async Task Get_TwoBasePaths_EachHasItsOwn()
    {
        await using var app = await StartAsync(
            app => app.MapGet("/x", (HttpContext context) => Run($"see {context.Request.PathBase}/y")).CacheAnalytics(),
            pipeline: app =>
            {
                app.UsePathBase("/acme");
                app.UsePathBase("/zeta");
                app.UseRouting();
                UseCache(app);
            });

        await AssertOwnAsync(app, ("/acme/x", "see /acme/y"), ("/zeta/x", "see /zeta/y"), ("/x", "see /y"));
    }

    [Fact]
    public async Task Get_PrefixOfAProxy_IsPartOfTheKey()
    {
        await using var app = await StartAsync(
            app => app.MapGet("/x", (HttpContext context) => Run($"see {context.Request.PathBase}/y")).CacheAnalytics(),
            pipeline: app =>
            {
                app.Use(static next => context =>
                {
                    context.Request.PathBase = context.Request.Headers["X-Forwarded-Prefix"].ToString();
                    return next(context);
                });
                app.UseRouting();
                UseCache(app);
            });

        await AssertOwnAsync(app, ("/x|X-Forwarded-Prefix: /acme", "see /acme/y"), ("/x|X-Forwarded-Prefix: /zeta", "see /zeta/y"), ("/x", "see /y"));
    }

    [Fact]
    public async Task Get_TwoSchemes_VaryByHost_EachHasItsOwn()
    {
        await using var app = await StartAsync(
            app => app.MapGet("/x", (HttpContext context) => Run($"{context.Request.Scheme}://{context.Request.Host}/y")).CacheAnalytics(),
            static options => options.VaryByHost = true,
            pipeline: app =>
            {
                app.Use(static next => context =>
                {
                    context.Request.Scheme = context.Request.Headers["X-Forwarded-Proto"].ToString();
                    return next(context);
                });
                app.UseRouting();
                UseCache(app);
            });

        await AssertOwnAsync(
            app,
            ("/x|Host: a.example|X-Forwarded-Proto: http", "http://a.example/y"),
            ("/x|Host: a.example|X-Forwarded-Proto: https", "https://a.example/y"),
            ("/x|Host: b.example|X-Forwarded-Proto: https", "https://b.example/y"));
    }

    [Fact]
    public async Task Get_RouteValuesOfAMiddleware_ArePartOfTheKey()
    {
        await using var app = await StartRoutedAsync(
            app => app.MapGet("/x/{id}", (HttpContext context) => Run($"{context.Request.RouteValues["id"]} {context.Request.RouteValues["tenant"]}")).CacheAnalytics(),
            static context =>
            {
                context.Request.RouteValues["tenant"] = context.Request.Headers["x-tenant"].ToString();
                if (context.Request.Headers["x-id"].ToString() is { Length: > 0 } id)
                {
                    context.Request.RouteValues["id"] = id;
                }
            });

        await AssertOwnAsync(app, ("/x/1|x-tenant: a", "1 a"), ("/x/1|x-tenant: b", "1 b"), ("/x/1|x-tenant: a|x-id: 2", "2 a"), ("/x/2|x-tenant: a", "2 a"));
    }

    [Fact]
    public async Task Get_RouteValueThatIsNoText_IsNotCached()
    {
        await using var app = await StartRoutedAsync(
            app => app.MapGet("/x", (HttpContext context) => Run(((string[])context.Request.RouteValues["tenant"]!)[0])).CacheAnalytics(),
            static context => context.Request.RouteValues["tenant"] = new[] { context.Request.Headers["x-tenant"].ToString() });

        await AssertNotCachedAsync(app, "route", ("/x|x-tenant: a", "a"), ("/x|x-tenant: b", "b"));
    }

    [Theory]
    [InlineData("/boom", 500)]
    [InlineData("/refused", 403)]
    [InlineData("/nowhere", 404)]
    public async Task Get_PageOfAnErrorThatIsCachedForItself_SaysWhatItIsOf(string url, int status)
    {
        await using var app = await StartAsync(
            app =>
            {
                app.MapGet("/error", (HttpContext context) => Run($"error {context.Response.StatusCode}")).CacheAnalytics();
                app.MapGet("/refused", static () => Results.StatusCode(403));
                app.MapGet("/boom", string () => throw new InvalidOperationException("boom"));
            },
            pipeline: app =>
            {
                app.UseStatusCodePagesWithReExecute("/error");
                app.UseExceptionHandler("/error");
                app.UseRouting();
                UseCache(app);
            });
        var direct = await SendAsync(app, "/error");
        Assert.Equal(direct, await SendAsync(app, "/error"));

        foreach (var _ in Enumerable.Range(0, 2))
        {
            using var response = await app.Client.GetAsync(new Uri(url, UriKind.Relative), Token);

            Assert.Equal(status, (int)response.StatusCode);
            Assert.StartsWith($"error {status} ", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        }

        Assert.Equal(direct, await SendAsync(app, "/error"));
    }

    [Fact]
    public async Task Get_FallbackToAnAction_EveryPathHasItsOwn()
    {
        await using var app = await StartAsync(
            static app => app.MapFallbackToController("{*slug}", "Page", "Pages"),
            services: AddController<PagesController>);

        await AssertOwnAsync(app, ("/about", "page about"), ("/contact", "page contact"), ("/contact/us", "page contact/us"));
    }

    [Fact]
    public async Task Get_ActionWithARouteAndAFallback_EachHasItsOwnAndNothingIsWrong()
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartAsync(
            static app =>
            {
                app.MapControllerRoute("pages", "pages/{slug}", new { controller = "Pages", action = "Page" });
                app.MapFallbackToController("{*slug}", "Page", "Pages");
            },
            services: AddController<PagesController>,
            logs: logs);

        await AssertOwnAsync(app, ("/about", "page about"), ("/pages/about", "page about"), ("/pages/contact", "page contact"));
        Assert.NotEqual(await SendAsync(app, "/about"), await SendAsync(app, "/pages/about"));
        Assert.Contains("tasker:analytics:page:about", KeysOf(app));
        Assert.DoesNotContain(logs.Entries, static entry => entry.Level >= Microsoft.Extensions.Logging.LogLevel.Warning);
    }

    [Fact]
    public async Task Get_DynamicRoute_EveryPathHasItsOwn()
    {
        await using var app = await StartAsync(
            static app => app.MapDynamicControllerRoute<SlugTransformer>("{slug}"),
            services: static services =>
            {
                AddController<PagesController>(services);
                services.AddSingleton<SlugTransformer>();
            });

        await AssertOwnAsync(app, ("/about", "page about"), ("/contact", "page contact"));
    }

    [Fact]
    public async Task Get_QueryInPlaceOfAnOptionalRouteValue_HasItsOwn()
    {
        await using var app = await StartAsync(
            static app => app.MapControllerRoute("items", "item/{id?}", new { controller = "Pages", action = "Item" }),
            services: AddController<PagesController>);

        await AssertOwnAsync(
            app, ("/item?id=5", "item 5"), ("/item?id=6", "item 6"), ("/item?ID=7", "item 7"), ("/item", "item "), ("/item/5", "item 5"), ("/item/6?id=5", "item 6"), ("/item?id=&id=5", "item "));
        await AssertNotCachedAsync(app, "route", ("/item?id[0]=5", "item "));
    }

    [Fact]
    public async Task Get_ConventionalRoutesWithConstraintsAndDefaults_EachHasItsOwn()
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartAsync(
            static app =>
            {
                app.MapControllerRoute("numbers", "list/{kind}/{id}", new { controller = "Pages", action = "List", tenant = "n" }, new { id = "[0-9]+" });
                app.MapControllerRoute("texts", "list/{kind}/{id}", new { controller = "Pages", action = "List", tenant = "t" }, new { id = "[a-z]+" });
            },
            services: AddController<PagesController>,
            logs: logs);

        await AssertOwnAsync(app, ("/list/a/1", "list a 1 n"), ("/list/b/1", "list b 1 n"), ("/list/a/one", "list a one t"));
    }

    [Theory]
    [InlineData("/x/{id}", "/x/1", "/x/1/", "/X/1", "/x/%31/")]
    [InlineData("/x", "/x", "/x/", "/X")]
    [InlineData("/x/{id=1}", "/x", "/x/", "/x/1", "/X")]
    [InlineData("/x/{**rest}", "/x", "/x/", "/x/a", "/x/a/", "/x/a%2Fb", "/x/a/b", "/x/A", "/x//a")]
    [InlineData("/x/{name}.{extension?}", "/x/a", "/x/a.b", "/x/a.b/", "/x/A.b")]
    public async Task Get_PathInAnotherSpelling_HasItsOwn(string pattern, params string[] paths)
    {
        await using var app = await StartAsync(app => app.MapGet(pattern, (HttpContext context) => Run($"{context.Request.Path.Value}")).CacheAnalytics());

        // As the handler sees them: two of these may be one.
        await AssertOwnAsync(app, [.. paths.Select(static path => (path, path.Replace("%31", "1", StringComparison.Ordinal)))]);
    }

    [Fact]
    public async Task Get_RootOfABasePathWithAndWithoutSlash_EachHasItsOwn()
    {
        await using var app = await StartAsync(
            app => app.MapGet("/", (HttpContext context) => Run($"[{context.Request.Path}]")).CacheAnalytics(),
            pipeline: app =>
            {
                app.UsePathBase("/acme");
                app.UseRouting();
                UseCache(app);
            });

        await AssertOwnAsync(app, ("/acme", "[]"), ("/acme/", "[/]"), ("/", "[/]"));
    }

    [Fact]
    public async Task Get_PlainRequests_HaveTheKeysOfTheDocumentation()
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartAsync(
            app =>
            {
                app.MapGet("/performance", () => Run("x")).CacheAnalytics("performance", vary: ["hours=24"]);
                app.MapGet("/orders/{id:int}/lines/{line?}", () => Run("x")).CacheAnalytics("lines");
                app.MapGet("/", () => Run("x")).CacheAnalytics("root");
                app.MapControllerRoute("items", "items/{id?}", new { controller = "Pages", action = "Item" });
            },
            services: AddController<PagesController>,
            logs: logs);

        foreach (var url in new[] { "/performance", "/performance?utm=x", "/orders/7/lines/2", "/", "/items/3?utm=x" })
        {
            await SendAsync(app, url);
        }

        Assert.Equal(
            ["tasker:analytics:item:3", "tasker:analytics:lines:7:2", "tasker:analytics:performance:24", "tasker:analytics:root"],
            KeysOf(app));
    }

    private Task<TestApp> StartRoutedAsync(Action<WebApplication> endpoints, Action<HttpContext> change) => StartAsync(
        endpoints,
        pipeline: app =>
        {
            app.UseRouting();
            app.Use(next => context =>
            {
                change(context);
                return next(context);
            });
            UseCache(app);
        });

    private static string[] KeysOf(TestApp app) =>
        [.. app.Services.GetRequiredService<NearTier>().Snapshot().Select(static entry => entry.Key).Order(StringComparer.Ordinal)];
}
