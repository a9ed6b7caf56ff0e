using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Http;

public sealed class EvictionTests
{
    private int _runs;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Evict_ByNamespace_TakesItAndTheUnfilteredAndLeavesTheOther()
    {
        await using var app = await StartAsync();

        await AssertTakesAsync(app, () => app.Evictor.EvictAsync([CacheTag.For("analytics").With("namespace", "payments")], Token),
            gone: ["/narrow?namespace=payments", "/narrow", "/narrow?namespace=", "/narrow?namespace=payments&namespace=billing"],
            stay: ["/narrow?namespace=billing", "/narrow?namespace=Payments"]);
    }

    [Fact]
    public async Task Evict_ByDimensionThatAnEndpointLacks_TakesThatOneToo()
    {
        await using var app = await StartAsync();

        await AssertTakesAsync(app, () => app.Evictor.EvictAsync([CacheTag.For("analytics").With("namespace", "payments").With("status", "failed")], Token),
            gone: ["/wide?status=failed", "/wide", "/narrow?namespace=payments", "/none"],
            stay: ["/wide?status=done", "/narrow?namespace=billing", "/other"]);
    }

    [Fact]
    public async Task Evict_ByString_TakesTheResource()
    {
        await using var app = await StartAsync();

        await AssertTakesAsync(app, () => app.Evictor.EvictAsync(["analytics"], Token),
            gone: ["/narrow?namespace=payments", "/wide", "/none"],
            stay: ["/other", "/plain"]);
    }

    [Fact]
    public async Task Evict_ByEndpoint_LeavesTheOthers()
    {
        await using var app = await StartAsync();

        await AssertTakesAsync(app, () => app.Evictor.EvictAsync(["analytics/narrow"], Token),
            gone: ["/narrow?namespace=payments", "/narrow"],
            stay: ["/wide", "/none"]);
    }

    [Fact]
    public async Task Evict_ByTagOfHandler_TakesIt()
    {
        await using var app = await StartAsync();

        await AssertTakesAsync(app, () => app.Evictor.EvictAsync(["handler: 100%"], Token), gone: ["/other"], stay: ["/narrow", "/plain"]);
    }

    [Theory]
    [InlineData("x y|z=1,*~")]
    [InlineData("fixed:tag")]
    public async Task EvictByTag_OfTheStore_TakesPlainAndOurs(string tag)
    {
        await using var app = await StartAsync();

        await AssertTakesAsync(app, async () =>
        {
            await app.Services.GetRequiredService<IOutputCacheStore>().EvictByTagAsync(tag, Token);
            return EvictionResult.Confirmed;
        }, gone: ["/plain"], stay: ["/narrow", "/none"]);
    }

    [Fact]
    public async Task EvictEverything_TakesEverything()
    {
        await using var app = await StartAsync();

        await AssertTakesAsync(app, () => app.Evictor.EvictEverythingAsync(Token), gone: ["/narrow", "/wide", "/none", "/other", "/plain"], stay: []);
    }

    [Fact]
    public async Task Evict_ByTheTagStar_TakesNothing()
    {
        await using var app = await StartAsync();

        await AssertTakesAsync(app, () => app.Evictor.EvictAsync(["*"], Token), gone: [], stay: ["/narrow", "/plain"]);
    }

    private Task<TestApp> StartAsync() => TestApp.StartAsync(
        app =>
        {
            app.MapGet("/narrow", Run).CacheAnalytics("narrow", vary: ["namespace"]);
            app.MapGet("/wide", Run).CacheAnalytics("wide", vary: ["status"]);
            app.MapGet("/none", Run).CacheAnalytics("none");
            app.MapGet("/other", (HttpContext context) =>
            {
                context.TagCachedResponse("handler: 100%", CacheTag.For("shop").With("order", "7"));
                return Run();
            }).CacheResource("other", "other");
            app.MapGet("/plain", Run).CacheOutput(static policy => policy.Tag("x y|z=1,*~", "fixed:tag"));
        },
        static options => options.Resources["other"] = new CacheResourceOptions());

    private string Run() => $"run {Interlocked.Increment(ref _runs)}";

    private static async Task AssertTakesAsync(TestApp app, Func<ValueTask<EvictionResult>> evictAsync, string[] gone, string[] stay)
    {
        var before = new Dictionary<string, string>();
        foreach (var url in gone.Concat(stay))
        {
            before[url] = await app.Client.GetStringAsync(url, Token);
            Assert.Equal(before[url], await app.Client.GetStringAsync(url, Token));
        }

        Assert.Equal(EvictionResult.Confirmed, await evictAsync());

        foreach (var url in gone)
        {
            // Equivalent requests share an entry: the first has made it anew, perhaps.
            Assert.NotEqual(before[url], await app.Client.GetStringAsync(url, Token));
        }

        foreach (var url in stay)
        {
            Assert.Equal(before[url], await app.Client.GetStringAsync(url, Token));
        }
    }
}
