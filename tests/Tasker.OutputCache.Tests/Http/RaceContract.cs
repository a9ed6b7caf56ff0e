using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Http;

/// <summary>A response whose computation began before an eviction reaches its own client, and those who came before the eviction.</summary>
public abstract class RaceContract : HttpContract
{
    private const string Url = "/performance?namespace=payments";

    private static readonly CacheTag Payments = CacheTag.For("analytics").With("namespace", "payments");

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Evict_WhileHandlerRuns_ResponseReachesItsClientOnly(int evictions)
    {
        var handler = new GatedHandler();
        await using var app = await StartGatedAsync(handler);

        var before = app.Client.GetStringAsync(Url, Token);
        await handler.WaitForRunsAsync(1, Token);
        for (var i = 0; i < evictions; i++)
        {
            await app.Evictor.EvictAsync([Payments], Token);
        }

        handler.Open();

        Assert.Equal("run 1", await before);
        Assert.Equal("run 2", await app.Client.GetStringAsync(Url, Token));
        Assert.Equal("run 2", await app.Client.GetStringAsync(Url, Token));
    }

    [Fact]
    public async Task Evict_InsideHandler_ResponseReachesItsClientOnly()
    {
        var runs = 0;
        await using var app = await StartAsync(app => app.MapGet("/performance", async (ICacheEvictor evictor) =>
        {
            var run = Interlocked.Increment(ref runs);
            if (run == 1)
            {
                await evictor.EvictAsync([Payments], Token);
            }

            return $"run {run}";
        }).CacheAnalytics("performance", vary: ["namespace"]));

        Assert.Equal("run 1", await app.Client.GetStringAsync(Url, Token));
        Assert.Equal("run 2", await app.Client.GetStringAsync(Url, Token));
        Assert.Equal("run 2", await app.Client.GetStringAsync(Url, Token));
    }

    [Fact]
    public async Task Evict_WhileOthersWait_WhoComesLaterGetsNothingFromBefore()
    {
        var handler = new GatedHandler();
        await using var app = await StartGatedAsync(handler);

        var leader = app.Client.GetStringAsync(Url, Token);
        await handler.WaitForRunsAsync(1, Token);
        var joined = app.Client.GetStringAsync(Url, Token);
        await WaitAsync(() => app.Engine.Waiting == 1, "a request that waits");
        await app.Evictor.EvictAsync([Payments], Token);
        var later = app.Client.GetStringAsync(Url, Token);
        await handler.WaitForRunsAsync(2, Token);
        handler.Open();

        Assert.Equal("run 1", await leader);
        Assert.Equal("run 1", await joined);
        Assert.Equal("run 2", await later);
        Assert.Equal("run 2", await app.Client.GetStringAsync(Url, Token));
        Assert.Equal(2, handler.Runs);
    }

    [Fact]
    public async Task Evict_OfTagAddedLate_WhoComesLaterGetsNothingFromBefore()
    {
        var handler = new GatedHandler();
        await using var app = await StartAsync(app => app.MapGet("/performance", async (HttpContext context) =>
        {
            var text = await handler.RunAsync(context.RequestAborted);
            context.TagCachedResponse("late");
            return text;
        }).CacheAnalytics("performance"));

        var leader = app.Client.GetStringAsync("/performance", Token);
        await handler.WaitForRunsAsync(1, Token);
        var joined = app.Client.GetStringAsync("/performance", Token);
        await WaitAsync(() => app.Engine.Waiting == 1, "a request that waits");
        await app.Evictor.EvictAsync(["late"], Token);
        var later = app.Client.GetStringAsync("/performance", Token);
        await WaitAsync(() => app.Engine.Waiting == 2, "another request that waits");
        handler.Open();

        Assert.Equal("run 1", await leader);
        Assert.Equal("run 1", await joined);
        Assert.Equal("run 2", await later);
        Assert.Equal("run 2", await app.Client.GetStringAsync("/performance", Token));
    }

    [Fact]
    public async Task Evict_WhilePlainHandlerRuns_WhoComesLaterGetsNothingFromBefore()
    {
        var handler = new GatedHandler();
        await using var app = await StartAsync(app =>
            app.MapGet("/plain", (CancellationToken aborted) => handler.RunAsync(aborted)).CacheOutput(policy => policy.Tag("x")));

        var leader = app.Client.GetStringAsync("/plain", Token);
        await handler.WaitForRunsAsync(1, Token);
        await app.Evictor.EvictAsync(["x"], Token);
        var later = app.Client.GetStringAsync("/plain", Token);
        await handler.WaitForRunsAsync(2, Token);
        handler.Open();

        Assert.Equal("run 1", await leader);
        Assert.Equal("run 2", await later);
        Assert.Equal("run 2", await app.Client.GetStringAsync("/plain", Token));
        Assert.Equal(2, handler.Runs);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Get_WhileRandomEvictionsGoOn_IsNeverOlderThanTheLastOneBefore(bool isPlain)
    {
        var data = new VersionedData(["payments", "billing"]);
        await using var app = await StartAsync(app =>
        {
            var endpoint = app.MapGet("/data", data.ReadAsync);
            _ = isPlain
                ? endpoint.CacheOutput(policy => policy.SetVaryByQuery("namespace").Tag("data"))
                : endpoint.CacheAnalytics("data", vary: ["namespace"]);
        });

        using var end = CancellationTokenSource.CreateLinkedTokenSource(Token);
        end.CancelAfter(TimeSpan.FromSeconds(2));
        await Task.WhenAll(
        [
            .. Enumerable.Range(0, 12).Select(_ => data.CheckReadsAsync(app.Client, end.Token)),
            .. Enumerable.Range(0, 2).Select(_ => data.ChangeAsync(name => app.Evictor.EvictAsync([isPlain ? "data" : CacheTag.For("analytics").With("namespace", name)], Token), end.Token)),
        ]);

        Assert.Empty(data.Violations);
        Assert.True(data.Reads > data.Runs, $"{data.Reads} reads, {data.Runs} runs: nothing came out of the cache.");
        Assert.True(data.Changes > 10, $"only {data.Changes} changes");
    }

    private Task<TestApp> StartGatedAsync(GatedHandler handler) =>
        StartAsync(app => app.MapGet("/performance", (CancellationToken aborted) => handler.RunAsync(aborted)).CacheAnalytics("performance", vary: ["namespace"]));
}
