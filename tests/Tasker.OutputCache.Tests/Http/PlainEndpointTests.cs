using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Http;

/// <summary>Endpoints with the framework's own policies.</summary>
public sealed class PlainEndpointTests
{
    private int _runs;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_AfterEviction_IsComputedOnceMoreAndStored()
    {
        await using var app = await TestApp.StartAsync(app => app.MapGet("/x", [OutputCache(Tags = ["x"])] () => Run()));

        for (var round = 1; round <= 3; round++)
        {
            Assert.Equal($"run {round}", await app.Client.GetStringAsync("/x", Token));
            Assert.Equal($"run {round}", await app.Client.GetStringAsync("/x", Token));
            await app.Evictor.EvictAsync(["x"], Token);
        }

        Assert.Equal(0, app.Engine.Flights);
    }

    [Fact]
    public async Task Get_ThatCannotBeStored_NeverWaits()
    {
        await using var app = await TestApp.StartAsync(app => app.MapGet("/x", (HttpContext context) =>
        {
            context.Response.Headers.SetCookie = "a=b";
            return Run();
        }).CacheOutput());

        Assert.Equal("run 1", await app.Client.GetStringAsync("/x", Token));
        Assert.Equal("run 2", await app.Client.GetStringAsync("/x", Token));
        Assert.Equal(0, app.Engine.Flights);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Evict_WhileHandlerRuns_IsNotStored(bool byBasePolicy)
    {
        var handler = new GatedHandler();
        await using var app = await TestApp.StartAsync(
            app =>
            {
                var endpoint = app.MapGet("/x", (CancellationToken aborted) => handler.RunAsync(aborted));
                _ = byBasePolicy ? endpoint : endpoint.CacheOutput(static policy => policy.Tag("x"));
            },
            services: services => services.AddOutputCache(options =>
            {
                if (byBasePolicy)
                {
                    options.AddBasePolicy(static policy => policy.Cache().Tag("x"));
                }
            }));

        var before = app.Client.GetStringAsync("/x", Token);
        await handler.WaitForRunsAsync(1, Token);
        await app.Evictor.EvictAsync(["x"], Token);
        handler.Open();

        Assert.Equal("run 1", await before);
        Assert.Equal("run 2", await app.Client.GetStringAsync("/x", Token));
        Assert.Equal("run 2", await app.Client.GetStringAsync("/x", Token));
    }

    [Fact]
    public async Task Get_WithBasePolicyBesideOurs_OursIsServed()
    {
        await using var app = await TestApp.StartAsync(
            app => app.MapGet("/x", Run).CacheAnalytics("x", vary: ["a"]),
            services: static services => services.AddOutputCache(static options => options.AddBasePolicy(static policy => policy.Cache().SetVaryByHeader("X-Any"))));

        await app.Client.GetStringAsync("/x?a=1", Token);
        var hit = await app.Client.GetAsync("/x?a=1&b=2", Token);

        Assert.Equal("run 1", await hit.Content.ReadAsStringAsync(Token));
        Assert.StartsWith("tasker; hit; ttl=", Assert.Single(hit.Headers.GetValues("Cache-Status")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Store_UsedByHandlerForItself_IsNotTakenForTheResponse()
    {
        await using var app = await TestApp.StartAsync(app => app.MapGet("/x", async (IOutputCacheStore store) =>
        {
            var held = await store.GetAsync("own", Token);
            await store.SetAsync("own", [9, 9, 9], null, TimeSpan.FromMinutes(1), Token);
            return held is null ? Run() : $"held {held.Length}";
        }).CacheAnalytics());

        Assert.Equal("run 1", await app.Client.GetStringAsync("/x", Token));
        Assert.Equal("run 1", await app.Client.GetStringAsync("/x", Token));
    }

    [Fact]
    public async Task Store_UsedOutsideOfRequests_HoldsAndEvicts()
    {
        await using var app = await TestApp.StartAsync(static _ => { });
        var store = app.Services.GetRequiredService<IOutputCacheStore>();

        await store.SetAsync("k", [9, 1, 2], ["x"], TimeSpan.FromMinutes(1), Token);
        Assert.Equal([9, 1, 2], await store.GetAsync("k", Token));
        await store.EvictByTagAsync("x", Token);
        Assert.Null(await store.GetAsync("k", Token));
        Assert.Null(await store.GetAsync("k", Token));
    }

    [Fact]
    public async Task Get_CacheDisabled_NothingIsHeld()
    {
        await using var app = await TestApp.StartAsync(app => app.MapGet("/x", Run).CacheOutput(), static options => options.Enabled = false);

        Assert.Equal("run 1", await app.Client.GetStringAsync("/x", Token));
        Assert.Equal("run 2", await app.Client.GetStringAsync("/x", Token));
        Assert.Equal(0, app.Services.GetRequiredService<NearTier>().Count);
    }

    private string Run() => $"run {Interlocked.Increment(ref _runs)}";
}
