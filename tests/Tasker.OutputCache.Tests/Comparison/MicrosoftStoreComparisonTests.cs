using System.Net;
using Microsoft.AspNetCore.Http;
using Tasker.OutputCache.Tests.Http;
using Xunit;

namespace Tasker.OutputCache.Tests.Comparison;

/// <summary>What <c>docs/comparison.md</c> says of the framework's own memory store, run; and the same over ours.</summary>
/// <remarks>When one of these fails for Microsoft, the framework has become better: correct the page.</remarks>
public sealed class MicrosoftStoreComparisonTests
{
    private const int Clients = 10;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Cache.Microsoft, "run 1")]
    [InlineData(Cache.Tasker, "run 2")]
    public async Task Evict_WhileHandlerRuns_OnlyOursForgetsItsAnswer(Cache cache, string later)
    {
        var handler = new GatedHandler();
        await using var app = await ComparedApp.StartAsync(cache, Answer(handler));

        var before = app.Client.GetStringAsync("/x", Token);
        await handler.WaitForRunsAsync(1, Token);
        await app.Store.EvictByTagAsync("x", Token);
        handler.Open();

        Assert.Equal("run 1", await before);
        Assert.Equal(later, await app.Client.GetStringAsync("/x", Token));
    }

    [Theory]
    [InlineData(Cache.Microsoft, "run 1")]
    [InlineData(Cache.Tasker, "run 2")]
    public async Task Evict_WhileHandlerRuns_OnlyOursComputesForWhoComesAfterIt(Cache cache, string answer)
    {
        var handler = new GatedHandler();
        await using var app = await ComparedApp.StartAsync(cache, Answer(handler));

        var before = app.Client.GetStringAsync("/x", Token);
        await handler.WaitForRunsAsync(1, Token);
        await app.Store.EvictByTagAsync("x", Token);
        var after = app.Client.GetStringAsync("/x", Token);
        await app.WaitUntilInsideAsync(2, Token);
        handler.Open();

        Assert.Equal("run 1", await before);
        Assert.Equal(answer, await after);
    }

    [Theory]
    [InlineData(Cache.Microsoft, Clients)]
    [InlineData(Cache.Tasker, 1)]
    public async Task Handler_ThrowsForTheFirstClient_OnlyOursAnswersTheOthers(Cache cache, int failures)
    {
        var handler = new GatedHandler();
        await using var app = await ComparedApp.StartAsync(cache, async context =>
        {
            var text = await handler.RunAsync(context.RequestAborted);
            await context.Response.WriteAsync(text != "run 1" ? text : throw new InvalidOperationException("The first run fails."), context.RequestAborted);
        });

        var first = app.Client.GetAsync("/x", Token);
        await handler.WaitForRunsAsync(1, Token);
        var others = Enumerable.Range(1, Clients - 1).Select(_ => app.Client.GetAsync("/x", Token)).ToList();
        await app.WaitUntilInsideAsync(Clients, Token);
        handler.Open();

        var responses = await Task.WhenAll(others.Prepend(first));
        Assert.Equal(failures, responses.Count(static response => response.StatusCode == HttpStatusCode.InternalServerError));
    }

    [Theory]
    [InlineData(Cache.Microsoft, "Cache-Control", "no-store", 1)]
    [InlineData(Cache.Microsoft, "Cache-Control", "private", 1)]
    [InlineData(Cache.Microsoft, "Vary", "X-Region", 1)]
    [InlineData(Cache.Tasker, "Cache-Control", "no-store", 2)]
    [InlineData(Cache.Tasker, "Cache-Control", "private", 2)]
    [InlineData(Cache.Tasker, "Vary", "X-Region", 2)]
    public async Task Response_ForbidsToBeShared_OnlyOursObeys(Cache cache, string header, string value, int runs)
    {
        var handler = new GatedHandler();
        handler.Open();
        await using var app = await ComparedApp.StartAsync(cache, context =>
        {
            context.Response.Headers[header] = value;
            return Answer(handler)(context);
        });

        await app.Client.GetStringAsync("/x", Token);
        await app.Client.GetStringAsync("/x", Token);

        Assert.Equal(runs, handler.Runs);
    }

    /// <summary>Bytes, not times: they say the same on every machine, and the framework spends some for each entry that it removes.</summary>
    [Theory]
    [InlineData(Cache.Microsoft, 1000)]
    [InlineData(Cache.Tasker, 1)]
    public async Task Evict_AThousandTimesTheEntries_OnlyOursCostsTheSame(Cache cache, int times)
    {
        await using var app = await ComparedApp.StartAsync(cache, static _ => Task.CompletedTask);
        await AllocatedByEvictionAsync(app, entries: 10);

        var few = await AllocatedByEvictionAsync(app, entries: 10);
        var many = await AllocatedByEvictionAsync(app, entries: 10_000);

        Assert.InRange((double)many / few, times / 2.0, times * 2.0);
    }

    private static async Task<long> AllocatedByEvictionAsync(ComparedApp app, int entries)
    {
        for (var i = 0; i < entries; i++)
        {
            await app.Store.SetAsync($"key {i}", [9, 1, 2], ["many"], TimeSpan.FromMinutes(5), Token);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var eviction = app.Store.EvictByTagAsync("many", Token);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        await eviction;
        return allocated;
    }

    private static RequestDelegate Answer(GatedHandler handler) =>
        async context => await context.Response.WriteAsync(await handler.RunAsync(context.RequestAborted), context.RequestAborted);
}
