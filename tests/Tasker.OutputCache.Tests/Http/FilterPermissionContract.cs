using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.Caching;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Http;

/// <summary>Filters do not run on hits: what one of them decides must not be decided for the first client only.</summary>
public abstract class FilterPermissionContract : HttpContract
{
    private static readonly Func<EndpointFilterInvocationContext, EndpointFilterDelegate, ValueTask<object?>> Require =
        static (context, next) => KeyFilters.HasKey(context.HttpContext) ? next(context) : ValueTask.FromResult<object?>(Results.Unauthorized());

    private int _runs;

    [Theory]
    [InlineData("lambda", "FilterPermissionContract")]
    [InlineData("method", "KeyFilters.RequireAsync")]
    [InlineData("factory", "FilterPermissionContract")]
    [InlineData("type", "KeyEndpointFilter")]
    [InlineData("object", "KeyEndpointFilter")]
    [InlineData("before", "KeyEndpointFilter")]
    [InlineData("group", "KeyEndpointFilter")]
    [InlineData("nested", "KeyEndpointFilter")]
    [InlineData("attribute", "KeyEndpointFilter")]
    [InlineData("attribute-group", "KeyEndpointFilter")]
    [InlineData("cached-group", "KeyEndpointFilter")]
    public async Task EndpointFilter_MayRefuse_IsAskedForEveryRequest(string how, string name)
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartAsync(app => Map(app, how), logs: logs);

        await AssertAskedAsync(app, "/x");

        AssertRefused(logs, name);
    }

    [Theory]
    [InlineData("lambda", "FilterPermissionContract")]
    [InlineData("lambda", "Tasker.OutputCache.Tests.Http.FilterPermissionContract")]
    [InlineData("method", "keyfilters.requireasync")]
    [InlineData("type", "KeyEndpointFilter")]
    [InlineData("group", "*")]
    public async Task EndpointFilter_DismissedByName_IsCached(string how, string name)
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartAsync(app => Map(app, how, name), logs: logs);

        await AssertCachedAsync(app, "/x");
        Assert.DoesNotContain(logs.Entries, static entry => entry.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task EndpointFilter_DismissedByTheResource_IsCached()
    {
        await using var app = await StartAsync(
            app => Map(app, "type"),
            static options => options.Resources["analytics"] = new CacheResourceOptions { IgnoreFilters = { "Other", "KeyEndpointFilter" } });

        await AssertCachedAsync(app, "/x");
    }

    [Fact]
    public async Task EndpointFilter_AnotherIsDismissed_IsAskedForEveryRequest()
    {
        await using var app = await StartAsync(app => Map(app, "type", "OtherFilter"));

        await AssertAskedAsync(app, "/x");
    }

    [Fact]
    public async Task EndpointFilter_OfTheFramework_IsCached()
    {
        await using var app = await StartAsync(
            app => app.MapGet("/x", ([System.ComponentModel.DataAnnotations.Range(1, 10)] int? limit) => $"run {Interlocked.Increment(ref _runs)}").CacheAnalytics("x", vary: ["limit"]),
            services: static services => services.AddValidation());

        await AssertCachedAsync(app, "/x?limit=3");
    }

    [Theory]
    [InlineData("/action/authorization", "KeyAuthorizationAttribute")]
    [InlineData("/action/async-authorization", "KeyAsyncAuthorizationAttribute")]
    [InlineData("/action/action", "KeyActionAttribute")]
    [InlineData("/action/resource", "KeyResourceAttribute")]
    [InlineData("/action/type", "KeyAuthorizationAttribute")]
    [InlineData("/action/service", "KeyAuthorizationAttribute")]
    [InlineData("/action/made", "KeyFactoryAttribute")]
    [InlineData("/overridden", "KeyController.OnActionExecuting")]
    public async Task ActionFilter_MayRefuse_IsAskedForEveryRequest(string path, string name)
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartMvcAsync(logs);

        await AssertAskedAsync(app, path);

        AssertRefused(logs, name, path[1..]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ActionFilter_OfAllActions_IsAskedForEveryRequest(bool byConvention)
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartMvcAsync(
            logs,
            options =>
            {
                if (!byConvention)
                {
                    options.Filters.Add<KeyAuthorizationAttribute>();
                }
            },
            endpoints: app =>
            {
                var controllers = app.MapControllers();
                if (byConvention)
                {
                    controllers.AddEndpointFilter(Require);
                }
            });

        await AssertAskedAsync(app, "/action/plain");
    }

    [Fact]
    public async Task AuthorizeFilter_OfAllActions_IsAskedForEveryRequest()
    {
        await using var app = await StartMvcAsync(
            options: static options => options.Filters.Add(new AuthorizeFilter(new AuthorizationPolicyBuilder().RequireClaim("tenant", "acme").Build())),
            services: TestUsers.AddTo);

        var allowed = await app.Client.SendAsync(TestUsers.Get("/action/shared", "ann@acme"), Token);
        var refused = await app.Client.SendAsync(TestUsers.Get("/action/shared", "bob@globex"), Token);

        Assert.Equal((200, 403), ((int)allowed.StatusCode, (int)refused.StatusCode));
    }

    [Fact]
    public async Task AuthorizeFilter_AnonymousIsAllowed_IsCached()
    {
        await using var app = await StartMvcAsync(
            options: static options => options.Filters.Add(new AuthorizeFilter(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())),
            services: TestUsers.AddTo);

        await AssertCachedAsync(app, "/action/anonymous");
    }

    [Theory]
    [InlineData("/action/plain")]
    [InlineData("/action/dismissed")]
    [InlineData("/action/result")]
    [InlineData("/frameworks")]
    public async Task ActionFilter_ThatDecidesNothing_IsCached(string path)
    {
        await using var app = await StartMvcAsync(options: static options => options.Filters.Add(new AutoValidateAntiforgeryTokenAttribute()));

        await AssertCachedAsync(app, path);
    }

    private void Map(WebApplication app, string how, params string[] dismissed)
    {
        var run = () => $"run {Interlocked.Increment(ref _runs)}";
        Action<CacheEndpointOptions> configure = options =>
        {
            Array.ForEach(dismissed, options.IgnoreFilters.Add);
            options.Ignore.Add($"header:{KeyFilters.HeaderName}");
        };
        switch (how)
        {
            case "lambda":
                app.MapGet("/x", run).CacheAnalytics("x", configure: configure).AddEndpointFilter(static (context, next) => Require(context, next));
                break;
            case "method":
                app.MapGet("/x", run).CacheAnalytics("x", configure: configure).AddEndpointFilter(KeyFilters.RequireAsync);
                break;
            case "factory":
                app.MapGet("/x", run).CacheAnalytics("x", configure: configure).AddEndpointFilterFactory(static (_, next) => context => Require(context, next));
                break;
            case "type":
                app.MapGet("/x", run).CacheAnalytics("x", configure: configure).AddEndpointFilter<RouteHandlerBuilder, KeyEndpointFilter>();
                break;
            case "object":
                app.MapGet("/x", run).CacheAnalytics("x", configure: configure).AddEndpointFilter(new KeyEndpointFilter());
                break;
            case "before":
                app.MapGet("/x", run).AddEndpointFilter<KeyEndpointFilter>().CacheAnalytics("x", configure: configure);
                break;
            case "group":
                app.MapGroup("/").AddEndpointFilter<RouteGroupBuilder, KeyEndpointFilter>().MapGet("/x", run).CacheAnalytics("x", configure: configure);
                break;
            case "nested":
                var outer = app.MapGroup("/");
                outer.MapGroup("/").MapGet("/x", run).CacheAnalytics("x", configure: configure);
                outer.AddEndpointFilter<RouteGroupBuilder, KeyEndpointFilter>();
                break;
            case "attribute":
                app.MapGet("/x", [CacheAnalytics("x")] () => run()).AddEndpointFilter<KeyEndpointFilter>();
                break;
            case "attribute-group":
                app.MapGroup("/").AddEndpointFilter(new KeyEndpointFilter()).MapGet("/x", [CacheAnalytics("x")] () => run());
                break;
            case "cached-group":
                app.MapGroup("/").CacheAnalytics(configure: configure).AddEndpointFilter<RouteGroupBuilder, KeyEndpointFilter>().MapGet("/x", run);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(how));
        }
    }

    private Task<TestApp> StartMvcAsync(
        CollectingLoggerProvider? logs = null,
        Action<MvcOptions>? options = null,
        Action<IServiceCollection>? services = null,
        Action<WebApplication>? endpoints = null) => StartAsync(
            endpoints ?? (static app => app.MapControllers()),
            services: all =>
            {
                services?.Invoke(all);
                all.AddSingleton<KeyAuthorizationAttribute>();
                all.AddControllersWithViews(options ?? (static _ => { })).ConfigureApplicationPartManager(static parts =>
                {
                    parts.FeatureProviders.Clear();
                    parts.FeatureProviders.Add(new OnlyControllers(typeof(FilteredController), typeof(KeyController), typeof(FrameworksController)));
                });
            },
            logs: logs);

    private static async Task AssertAskedAsync(TestApp app, string path)
    {
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(200, (int)(await SendAsync(app, path, hasKey: true)).StatusCode);
            Assert.Equal(401, (int)(await SendAsync(app, path, hasKey: false)).StatusCode);
        }
    }

    private static async Task AssertCachedAsync(TestApp app, string path)
    {
        var first = await (await SendAsync(app, path, hasKey: true)).EnsureSuccessStatusCode().Content.ReadAsStringAsync(Token);
        var second = await SendAsync(app, path, hasKey: true);

        Assert.StartsWith("tasker; hit", StatusOf(second), StringComparison.Ordinal);
        Assert.Equal(first, await second.Content.ReadAsStringAsync(Token));
    }

    private static void AssertRefused(CollectingLoggerProvider logs, string name, string path = "x")
    {
        var line = Assert.Single(logs.Entries, entry => entry.Level >= LogLevel.Warning && entry.Message.Contains($"GET {path}'", StringComparison.Ordinal) | entry.Message.Contains($"GET /{path}'", StringComparison.Ordinal));
        Assert.Contains($"is not cached: its filter '{name}' does not run on hits", line.Message, StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> SendAsync(TestApp app, string path, bool hasKey)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (hasKey)
        {
            request.Headers.Add(KeyFilters.HeaderName, "1");
        }

        return app.Client.SendAsync(request, Token);
    }
}
