using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Tests.Hosting;
using Xunit;

namespace Tasker.OutputCache.Tests.Http;

/// <summary>One leader's failure is never that of those who wait.</summary>
public abstract class LeaderFaultContract : HttpContract
{
    private const int Waiters = 200;

    [Fact]
    public async Task LeaderAborted_OthersWait_ExactlyOneTakesOver()
    {
        var handler = new GatedHandler();
        await using var app = await StartAsync(app => app.MapGet("/slow", (CancellationToken aborted) => handler.RunAsync(aborted)).CacheAnalytics());

        using var abort = new CancellationTokenSource();
        var leader = app.Client.GetAsync("/slow", abort.Token);
        await handler.WaitForRunsAsync(1, Token);
        var others = await JoinAsync(app, "/slow");
        await abort.CancelAsync();
        await handler.WaitForRunsAsync(2, Token);
        handler.Open();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leader);
        await AssertAllAsync(others, "run 2");
        Assert.Equal(2, handler.Runs);
    }

    [Fact]
    public async Task LeaderThrows_OthersWait_ExactlyOneTakesOver()
    {
        var handler = new GatedHandler();
        await using var app = await StartAsync(app => app.MapGet("/throws", async (HttpContext context) =>
            await handler.RunAsync(context.RequestAborted) is var text and not "run 1" ? text : throw new InvalidOperationException("The first run fails.")).CacheAnalytics());

        var leader = app.Client.GetAsync("/throws", Token);
        await handler.WaitForRunsAsync(1, Token);
        var others = await JoinAsync(app, "/throws");
        handler.Open();

        Assert.Equal(HttpStatusCode.InternalServerError, (await leader).StatusCode);
        await AssertAllAsync(others, "run 2");
        Assert.Equal(2, handler.Runs);
    }

    [Fact]
    public async Task LeaderReturnsHalfWhenAborted_OthersWait_NobodyGetsTheHalf()
    {
        var runs = 0;
        await using var app = await StartAsync(app => app.MapGet("/half", async (HttpContext context) =>
        {
            var run = Interlocked.Increment(ref runs);
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            if (run == 1)
            {
                var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                await using var registration = context.RequestAborted.Register(aborted.SetResult);
                await aborted.Task;
                return;
            }

            await context.Response.WriteAsync(" and half");
        }).CacheAnalytics());

        using var abort = new CancellationTokenSource();
        var leader = await app.Client.GetAsync("/half", HttpCompletionOption.ResponseHeadersRead, abort.Token);
        var other = app.Client.GetStringAsync("/half", Token);
        await WaitAsync(() => app.Engine.Waiting == 1, "a request that waits");
        await abort.CancelAsync();
        leader.Dispose();

        Assert.Equal("half and half", await other);
        Assert.Equal("half and half", await app.Client.GetStringAsync("/half", Token));
        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task WaiterAborted_LeaderGoesOn_HandlerDoesNotRunForIt()
    {
        var handler = new GatedHandler();
        await using var app = await StartAsync(app => app.MapGet("/slow", (CancellationToken aborted) => handler.RunAsync(aborted)).CacheAnalytics());

        var leader = app.Client.GetStringAsync("/slow", Token);
        await handler.WaitForRunsAsync(1, Token);
        using var abort = new CancellationTokenSource();
        var waiter = app.Client.GetAsync("/slow", abort.Token);
        await WaitAsync(() => app.Engine.Waiting == 1, "a request that waits");
        await abort.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiter);
        await WaitAsync(() => ActiveRequests == 1, "the end of the request that was given up");
        handler.Open();

        Assert.Equal("run 1", await leader);
        Assert.Equal("run 1", await app.Client.GetStringAsync("/slow", Token));
        Assert.Equal(1, handler.Runs);
    }

    [Fact]
    public async Task EveryLeaderThrows_ManyWait_TheyAreNotServedOneAfterTheOther()
    {
        var entered = 0;
        var together = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await StartAsync(app => app.MapGet("/throws", async Task<string> (HttpContext context) =>
        {
            // A few may fail in a row. The rest must be inside at once, or none of them gets out.
            var number = Interlocked.Increment(ref entered);
            if (number == 1)
            {
                await WaitAsync(() => context.RequestServices.GetRequiredService<CacheEngine>().Waiting == Waiters - 1, "all others to wait");
            }
            else if (number > 5)
            {
                if (number == Waiters)
                {
                    together.SetResult();
                }

                await together.Task.WaitAsync(Deadline);
            }

            throw new InvalidOperationException("It always fails.");
        }).CacheAnalytics());

        var responses = await Task.WhenAll(Enumerable.Range(0, Waiters).Select(_ => app.Client.GetAsync("/throws", Token)));

        Assert.All(responses, static response => Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode));
        Assert.Equal(Waiters, entered);
    }

    private static async Task<List<Task<HttpResponseMessage>>> JoinAsync(TestApp app, string url)
    {
        var others = Enumerable.Range(0, Waiters).Select(_ => app.Client.GetAsync(url, Token)).ToList();
        await WaitAsync(() => app.Engine.Waiting == Waiters, "all others to wait");
        return others;
    }

    private static async Task AssertAllAsync(IEnumerable<Task<HttpResponseMessage>> requests, string expected)
    {
        foreach (var response in await Task.WhenAll(requests))
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(expected, await response.Content.ReadAsStringAsync(Token));
        }
    }
}
