using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Tasker.OutputCache.TestUtilities.Logging;
using Xunit;

namespace Tasker.OutputCache.Tests.Http.Identity;

/// <summary>Endpoints that differ only in what routing chooses them by.</summary>
public abstract class SelectionContract : IdentityContract
{
    [Theory]
    [InlineData(null)]
    [InlineData("x")]
    public async Task Get_EndpointsOfTwoHosts_EachHasItsOwn(string? name)
    {
        await using var app = await StartAsync(app =>
        {
            app.MapGet("/x", () => Run("a")).CacheAnalytics(name).RequireHost("a.example");
            app.MapGet("/x", () => Run("b")).CacheAnalytics(name).RequireHost("b.example");
        });

        await AssertOwnAsync(app, ("/x|Host: a.example", "a"), ("/x|Host: b.example", "b"));
    }

    [Fact]
    public async Task Get_EndpointsOfTwoPorts_EachHasItsOwn()
    {
        await using var app = await StartAsync(app =>
        {
            app.MapGet("/x", () => Run("public")).CacheAnalytics().RequireHost("*:8080");
            app.MapGet("/x", () => Run("internal")).CacheAnalytics().RequireHost("*:9090");
        });

        await AssertOwnAsync(app, ("/x|Host: a.example:8080", "public"), ("/x|Host: a.example:9090", "internal"));
    }

    [Fact]
    public async Task Get_HostsOfOnePattern_EachHasItsOwn()
    {
        await using var app = await StartAsync(app =>
            app.MapGet("/x", (HttpContext context) => Run(context.Request.Host.Value!)).CacheAnalytics().RequireHost("*.example"));

        await AssertOwnAsync(app, ("/x|Host: a.example", "a.example"), ("/x|Host: b.example", "b.example"));
    }

    [Fact]
    public async Task Get_EndpointsByContentType_EachHasItsOwn()
    {
        await using var app = await StartAsync(app =>
        {
            app.MapGet("/x", () => Run("json")).CacheAnalytics().WithMetadata(new AcceptsMetadata(["application/json"]));
            app.MapGet("/x", () => Run("xml")).CacheAnalytics().WithMetadata(new AcceptsMetadata(["application/xml"]));
        });

        await AssertOwnAsync(app, ("/x|Content-Type: application/json", "json"), ("/x|Content-Type: application/xml", "xml"));
    }

    [Fact]
    public async Task Get_EndpointsByConstraintObjects_EachHasItsOwn()
    {
        await using var app = await StartAsync(app =>
        {
            Map("number", "^[0-9]+$", 1);
            Map("text", "^[a-z]+$", 2);

            void Map(string answer, string expression, int order) => app.MapGet("/x/{id}", (string id) => Run($"{answer} {id}")).CacheAnalytics("x").Add(endpoint =>
            {
                var route = (RouteEndpointBuilder)endpoint;
                route.Order = order;
                route.RoutePattern = RoutePatternFactory.Parse("/x/{id}", null, new { id = new RegexRouteConstraint(expression) });
            });
        });

        await AssertOwnAsync(app, ("/x/7", "number 7"), ("/x/seven", "text seven"));
    }

    [Fact]
    public async Task Get_NamesMadeOfRoutesThatReadTheSame_EachHasItsOwn()
    {
        await using var app = await StartAsync(app =>
        {
            app.MapGet("/a-b", () => Run("one")).CacheAnalytics();
            app.MapGet("/a/b", () => Run("two")).CacheAnalytics();
        });

        await AssertOwnAsync(app, ("/a-b", "one"), ("/a/b", "two"));
    }

    [Fact]
    public async Task Get_BranchesByPath_ArePartsOfTheKey()
    {
        await using var app = await StartAsync(
            static _ => { },
            pipeline: app =>
            {
                Branch("/a", "of-a");
                Branch("/b", "of-b");

                void Branch(string path, string name) => app.Map(path, branch => UseBranch(branch, endpoints =>
                    endpoints.MapGet("/x", (HttpContext context) => Run(context.Request.PathBase.Value!)).CacheAnalytics(name)));
            });

        await AssertOwnAsync(app, ("/a/x", "/a"), ("/b/x", "/b"));
    }

    [Fact]
    public async Task Get_OneBranchUnderSeveralPaths_EachHasItsOwn()
    {
        await using var app = await StartAsync(
            static _ => { },
            pipeline: app =>
            {
                app.Use(static next => context =>
                {
                    // "/acme/x" and "/zeta/x": a base path for each tenant.
                    context.Request.PathBase = context.Request.Path.Value![..5];
                    context.Request.Path = context.Request.Path.Value[5..];
                    return next(context);
                });
                UseBranch(app, endpoints => endpoints.MapGet("/x", (HttpContext context) => Run(context.Request.PathBase.Value!)).CacheAnalytics());
            });

        await AssertOwnAsync(app, ("/acme/x", "/acme"), ("/zeta/x", "/zeta"));
    }

    [Fact]
    public async Task Get_BranchesByAPredicate_AreNotCachedAndSaidAtStart()
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartAsync(static _ => { }, logs: logs, pipeline: app => Branches(app, null, null));

        AssertOneLine(logs, "'GET /x' is not cached", "another branch", "Give each of them a name");
        await AssertNotCachedAsync(app, "misconfigured", ("/x|x-branch: a", "a"), ("/x|x-branch: b", "b"));
    }

    [Fact]
    public async Task Get_BranchesByAPredicateOfOneName_AreNotCachedAndSaidAtStart()
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartAsync(static _ => { }, logs: logs, pipeline: app => Branches(app, "x", "x"));

        AssertOneLine(logs, "'GET /x' is not cached", "another branch", "Give each of them a name");
        await AssertNotCachedAsync(app, "misconfigured", ("/x|x-branch: a", "a"), ("/x|x-branch: b", "b"));
    }

    [Fact]
    public async Task Get_BranchesByAPredicateWithNames_EachHasItsOwn()
    {
        await using var app = await StartAsync(static _ => { }, pipeline: app => Branches(app, "a", "b"));

        await AssertOwnAsync(app, ("/x|x-branch: a", "a"), ("/x|x-branch: b", "b"));
    }

    private void Branches(WebApplication app, string? first, string? second)
    {
        Branch("a", first);
        Branch("b", second);

        void Branch(string value, string? name) => app.MapWhen(context => context.Request.Headers["x-branch"] == value, branch =>
            UseBranch(branch, endpoints => endpoints.MapGet("/x", () => Run(value)).CacheAnalytics(name)));
    }

    [Fact]
    public async Task Get_ChosenByAPolicyOfTheHost_NeedsAName()
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartAsync(
            app =>
            {
                app.MapGet("/x", () => Run("a")).CacheAnalytics().WithMetadata(new Flag("a"));
                app.MapGet("/x", () => Run("b")).WithMetadata(new Flag("b"));
            },
            services: static services => services.AddSingleton<MatcherPolicy, FlagPolicy>(),
            logs: logs);

        AssertOneLine(logs, "'GET /x' is not cached", nameof(FlagPolicy), "Give it a name");
        await AssertNotCachedAsync(app, "misconfigured", ("/x|x-flag: a", "a"));
    }

    [Fact]
    public async Task Get_ChosenByAPolicyOfTheHostWithNames_EachHasItsOwn()
    {
        await using var app = await StartAsync(
            app =>
            {
                app.MapGet("/x", () => Run("a")).CacheAnalytics("a").WithMetadata(new Flag("a"));
                app.MapGet("/x", () => Run("b")).CacheAnalytics("b").WithMetadata(new Flag("b"));
            },
            services: static services => services.AddSingleton<MatcherPolicy, FlagPolicy>());

        await AssertOwnAsync(app, ("/x|x-flag: a", "a"), ("/x|x-flag: b", "b"));
    }

    [Fact]
    public async Task Get_EndpointsMadeByTheHost_NeedNamesAndNeverShare()
    {
        var named = new[] { Make("one", "same"), Make("two", "same") };
        var unnamed = Make("three", null);
        await using var app = await StartAsync(static _ => { }, pipeline: app =>
        {
            app.Use(next => context =>
            {
                context.SetEndpoint(context.Request.Path.Value switch { "/1" => named[0], "/2" => named[1], _ => unnamed });
                return next(context);
            });
            UseCache(app);
            app.Run(static context => context.GetEndpoint()!.RequestDelegate!(context));
        });

        await AssertOwnAsync(app, ("/1", "one"));
        await AssertNotCachedAsync(app, "misconfigured", ("/2", "two"), ("/3", "three"));
        await AssertOwnAsync(app, ("/1", "one"));

        Endpoint Make(string answer, string? name) =>
            new(context => context.Response.WriteAsync(Run(answer)), new EndpointMetadataCollection(new CacheAnalyticsAttribute(name)), "made");
    }

    [Fact]
    public async Task Evict_ByTheNameThatTwoClaim_TakesBoth()
    {
        await using var app = await StartAsync(app =>
        {
            app.MapGet("/x", () => Run("x")).CacheAnalytics("same");
            app.MapGet("/y", () => Run("y")).CacheAnalytics("same");
        });
        var (x, y) = (await SendAsync(app, "/x"), await SendAsync(app, "/y"));

        await app.Evictor.EvictAsync(["analytics/same"], Token);

        Assert.NotEqual(x, await SendAsync(app, "/x"));
        Assert.NotEqual(y, await SendAsync(app, "/y"));
    }

    private void UseBranch(IApplicationBuilder branch, Action<IEndpointRouteBuilder> endpoints)
    {
        branch.UseRouting();
        UseCache(branch);
        branch.UseEndpoints(endpoints);
    }
}
