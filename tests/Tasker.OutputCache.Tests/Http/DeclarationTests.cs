using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Http;

/// <summary>All the ways to declare that an endpoint is cached.</summary>
public sealed class DeclarationTests
{
    private int _runs;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_CacheDisabled_AlwaysMisses()
    {
        await using var app = await TestApp.StartAsync(app => app.MapGet("/x", Run).CacheAnalytics(), static options => options.Enabled = false);

        for (var run = 1; run <= 3; run++)
        {
            var response = await app.Client.GetAsync("/x", Token);
            Assert.Equal($"run {run}", await response.Content.ReadAsStringAsync(Token));
            Assert.Equal("tasker; fwd=bypass; detail=disabled", Assert.Single(response.Headers.GetValues("Cache-Status")));
        }

        Assert.Equal(0, app.Services.GetRequiredService<NearTier>().Count);
    }

    [Fact]
    public async Task Get_Controller_IsCachedAndEvicted()
    {
        await using var app = await TestApp.StartAsync(
            static app => app.MapControllers(),
            services: static services => services.AddControllers().ConfigureApplicationPartManager(static parts =>
            {
                parts.ApplicationParts.Clear();
                parts.ApplicationParts.Add(new Microsoft.AspNetCore.Mvc.ApplicationParts.AssemblyPart(typeof(CachedController).Assembly));
            }));

        var first = await app.Client.GetStringAsync("/controller/7?limit=10", Token);
        Assert.Equal(first, await app.Client.GetStringAsync("/controller/7", Token));
        Assert.NotEqual(first, await app.Client.GetStringAsync("/controller/8", Token));
        await app.Evictor.EvictAsync(["analytics/bottlenecks"], Token);
        Assert.NotEqual(first, await app.Client.GetStringAsync("/controller/7", Token));
    }

    [Fact]
    public async Task Get_Group_EveryEndpointHasItsOwn()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            var group = app.MapGroup("/group").CacheAnalytics(vary: ["namespace"]);
            group.MapGet("/one", Run);
            group.MapGet("/two", Run);
            group.MapPost("/one", Run);
        });

        await AssertAsync(app, "/group/one", "run 1");
        await AssertAsync(app, "/group/two", "run 2");
        await AssertAsync(app, "/group/one?namespace=a", "run 3");
        Assert.Equal("run 4", await (await app.Client.PostAsync("/group/one", null, Token)).Content.ReadAsStringAsync(Token));

        // It has evicted its path.
        await AssertAsync(app, "/group/two", "run 2");
        await AssertAsync(app, "/group/one", "run 5");
    }

    [Fact]
    public async Task Get_EndpointInGroup_ItsOwnDeclarationCounts()
    {
        await using var app = await TestApp.StartAsync(app =>
            app.MapGroup("/group").CacheAnalytics("group").MapGet("/one", Run).CacheAnalytics("one", vary: ["namespace"]));

        await AssertAsync(app, "/group/one?namespace=a", "run 1");
        await AssertAsync(app, "/group/one?namespace=b", "run 2");
    }

    [Fact]
    public async Task Get_AttributeOnLambda_Counts()
    {
        await using var app = await TestApp.StartAsync(app =>
            app.MapGet("/x", [CacheAnalytics("lambda", Vary = ["hours=24"])] () => Run()));

        await AssertAsync(app, "/x?hours=1", "run 1");
        await AssertAsync(app, "/x", "run 2");
        await AssertAsync(app, "/x?hours=24", "run 2");
    }

    [Fact]
    public async Task Get_BareNameOfARouteValue_IsTheRouteValue()
    {
        await using var app = await TestApp.StartAsync(app => app.MapGet("/x/{id}", Run).CacheAnalytics("x", vary: ["id", "q"]));

        await AssertAsync(app, "/x/1?q=a", "run 1");
        await AssertAsync(app, "/x/2?q=a", "run 2");
        await AssertAsync(app, "/x/1?q=a&id=2", "run 1");
        await app.Evictor.EvictAsync([CacheTag.For("analytics").With("id", "1")], Token);
        await AssertAsync(app, "/x/1?q=a", "run 3");
        await AssertAsync(app, "/x/2?q=a", "run 2");
    }

    [Fact]
    public async Task Get_UndeclaredRouteValues_NeverShare()
    {
        await using var app = await TestApp.StartAsync(app => app.MapGet("/x/{id}/{**rest}", Run).CacheAnalytics("x"));

        await AssertAsync(app, "/x/1/a/b", "run 1");
        await AssertAsync(app, "/x/1/a:b", "run 2");
        await AssertAsync(app, "/x/1:a/b", "run 3");
        await AssertAsync(app, "/x/1/", "run 4");
        await AssertAsync(app, "/x/1/a%2Fb", "run 5");
        await AssertAsync(app, "/x/1/a/b", "run 1");
    }

    [Fact]
    public async Task Get_UndeclaredQuery_SharesOrGoesPastAsTheResourceSays()
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapGet("/ignore", Run).CacheAnalytics("ignore");
                app.MapGet("/bypass", Run).CacheResource("bypass", "bypass", vary: ["known"]);
            },
            static options => options.Resources["bypass"] = new CacheResourceOptions { UndeclaredParameters = UndeclaredParameters.Bypass });

        await AssertAsync(app, "/ignore?utm=x", "run 1");
        await AssertAsync(app, "/ignore", "run 1");
        await AssertAsync(app, "/bypass?known=1", "run 2");
        var response = await app.Client.GetAsync("/bypass?known=1&utm=x", Token);
        Assert.Equal("tasker; fwd=bypass; detail=undeclared-parameter", Assert.Single(response.Headers.GetValues("Cache-Status")));
    }

    [Fact]
    public async Task CacheResponseFor_EndsTheLife()
    {
        var clock = new ManualClock();
        await using var app = await TestApp.StartAsync(
            app => app.MapGet("/x", (HttpContext context) =>
            {
                context.CacheResponseFor(TimeSpan.FromSeconds(5));
                return Run();
            }).CacheAnalytics(),
            static options => options.TtlJitterPercent = 0,
            services => services.AddSingleton<TimeProvider>(clock));

        await AssertAsync(app, "/x", "run 1");
        clock.Advance(TimeSpan.FromSeconds(4.9));
        await AssertAsync(app, "/x", "run 1");
        clock.Advance(TimeSpan.FromSeconds(0.2));
        await AssertAsync(app, "/x", "run 2");
    }

    [Fact]
    public async Task Get_AfterTtlOfTheEndpoint_IsComputedAnew()
    {
        var clock = new ManualClock();
        await using var app = await TestApp.StartAsync(
            app => app.MapGet("/x", Run).CacheAnalytics(configure: static options => options.Ttl = TimeSpan.FromSeconds(30)),
            static options => options.TtlJitterPercent = 0,
            services => services.AddSingleton<TimeProvider>(clock));

        await AssertAsync(app, "/x", "run 1");
        var hit = await app.Client.GetAsync("/x", Token);
        Assert.Equal("tasker; hit; ttl=30; detail=near", Assert.Single(hit.Headers.GetValues("Cache-Status")));
        clock.Advance(TimeSpan.FromSeconds(30));
        await AssertAsync(app, "/x", "run 2");
    }

    private string Run() => $"run {Interlocked.Increment(ref _runs)}";

    private static async Task AssertAsync(TestApp app, string url, string expected)
    {
        Assert.Equal(expected, await app.Client.GetStringAsync(url, Token));
        Assert.Equal(expected, await app.Client.GetStringAsync(url, Token));
    }
}
