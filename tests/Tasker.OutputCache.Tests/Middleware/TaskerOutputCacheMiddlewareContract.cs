using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Logging;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.Tests.Http;
using Xunit;

namespace Tasker.OutputCache.Tests.Middleware;

/// <summary>What our middleware does that the framework's middleware can't.</summary>
public abstract class TaskerOutputCacheMiddlewareContract : HttpContract
{
    private int _runs;

    [Fact]
    public async Task Get_FirstClientReadsSlowly_OthersDoNotWaitForIt()
    {
        const int Pieces = 400;
        const int Piece = 64 * 1024;
        await using var app = await StartAsync(app => app.MapGet("/large", async context =>
        {
            Interlocked.Increment(ref _runs);
            context.Response.ContentLength = Pieces * Piece;
            for (var i = 0; i < Pieces; i++)
            {
                await context.Response.Body.WriteAsync(new byte[Piece]);
            }
        }).CacheAnalytics());

        using var slow = await app.Client.GetAsync("/large", HttpCompletionOption.ResponseHeadersRead, Token);
        var other = await app.Client.GetByteArrayAsync("/large", Token).WaitAsync(Deadline, Token);
        var own = await slow.Content.ReadAsByteArrayAsync(Token);

        Assert.Equal(1, _runs);
        Assert.Equal(Pieces * Piece, other.Length);
        Assert.Equal(Pieces * Piece, own.Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Get_BodyOutgrowsTheLimit_OthersDoNotWaitForItsEnd(bool byPipe)
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await StartAsync(
            app => app.MapGet("/x", async context =>
            {
                var isFirst = Interlocked.Increment(ref _runs) == 1;
                for (var i = 0; i < 4; i++)
                {
                    _ = byPipe ? (await context.Response.BodyWriter.WriteAsync(new byte[1500])).IsCompleted : await WriteAsync(context);
                }

                await (isFirst ? end.Task : Task.CompletedTask);
            }).CacheAnalytics(),
            static options => options.MaxBodyBytes = 4096);

        using var first = await app.Client.GetAsync("/x", HttpCompletionOption.ResponseHeadersRead, Token);
        var second = await app.Client.GetByteArrayAsync("/x", Token).WaitAsync(Deadline, Token);
        end.SetResult();
        var own = await first.Content.ReadAsByteArrayAsync(Token);

        Assert.Equal(6000, second.Length);
        Assert.Equal(6000, own.Length);

        static async Task<bool> WriteAsync(HttpContext context)
        {
            await context.Response.Body.WriteAsync(new byte[1500]);
            return true;
        }
    }

    [Fact]
    public async Task Get_HandlerStreams_ClientHasEachFlushAtOnce()
    {
        var next = new SemaphoreSlim(0);
        await using var app = await StartAsync(app => app.MapGet("/x", async context =>
        {
            Interlocked.Increment(ref _runs);
            foreach (var text in new[] { "one ", "two ", "three" })
            {
                await context.Response.WriteAsync(text);
                await context.Response.Body.FlushAsync();
                await next.WaitAsync(Deadline);
            }
        }).CacheAnalytics());

        using var response = await app.Client.GetAsync("/x", HttpCompletionOption.ResponseHeadersRead, Token);
        var body = await response.Content.ReadAsStreamAsync(Token);
        foreach (var text in new[] { "one ", "two ", "three" })
        {
            var buffer = new byte[text.Length];
            await body.ReadExactlyAsync(buffer, Token).AsTask().WaitAsync(Deadline, Token);
            Assert.Equal(text, System.Text.Encoding.ASCII.GetString(buffer));
            next.Release();
        }

        Assert.Equal("one two three", await app.Client.GetStringAsync("/x", Token));
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task Get_HeadersOfMiddlewareInFront_AreThoseOfTheRequest()
    {
        var requests = 0;
        await using var app = await StartAsync(
            app => app.MapGet("/x", (HttpContext context) =>
            {
                context.Response.Headers["X-Changed"] = "by handler";
                return "x";
            }).CacheAnalytics(),
            pipeline: app =>
            {
                app.Use((context, next) =>
                {
                    context.Response.Headers["X-Request"] = $"{Interlocked.Increment(ref requests)}";
                    context.Response.Headers["X-Changed"] = "in front";
                    context.Response.Headers["X-Frame-Options"] = "DENY";
                    return next(context);
                });
                UseCache(app);
            });

        await app.Client.GetAsync("/x", Token);
        var hit = await app.Client.GetAsync("/x", Token);

        Assert.EndsWith("detail=near", StatusOf(hit), StringComparison.Ordinal);
        Assert.Equal(["2"], hit.Headers.GetValues("X-Request"));
        Assert.Equal(["by handler"], hit.Headers.GetValues("X-Changed"));
        Assert.Equal(["DENY"], hit.Headers.GetValues("X-Frame-Options"));
    }

    [Fact]
    public async Task Get_HeaderOfAnotherCache_IsKept()
    {
        await using var app = await StartAsync(app => app.MapGet("/x", (HttpContext context) =>
        {
            context.Response.Headers["Cache-Status"] = "upstream; hit";
            return "x";
        }).CacheAnalytics());

        var miss = await app.Client.GetAsync("/x", Token);
        var hit = await app.Client.GetAsync("/x", Token);

        Assert.Equal("upstream; hit, tasker; fwd=miss; stored", string.Join(", ", miss.Headers.GetValues("Cache-Status")));
        Assert.StartsWith("upstream; hit, tasker; hit; ttl=", string.Join(", ", hit.Headers.GetValues("Cache-Status")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_CacheStatusOfMiddlewareInFront_StaysBeforeOurs()
    {
        var requests = 0;
        await using var app = await StartAsync(
            app => app.MapGet("/x", () => "x").CacheAnalytics(),
            pipeline: app =>
            {
                app.Use((context, next) =>
                {
                    context.Response.Headers["Cache-Status"] = $"edge; detail={Interlocked.Increment(ref requests)}";
                    return next(context);
                });
                UseCache(app);
            });

        await app.Client.GetAsync("/x", Token);
        var hit = await app.Client.GetAsync("/x", Token);

        Assert.StartsWith("edge; detail=2, tasker; hit; ttl=", string.Join(", ", hit.Headers.GetValues("Cache-Status")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_HandlerThrowsHalfway_NothingIsStored()
    {
        await using var app = await StartAsync(app => app.MapGet("/x", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            if (Interlocked.Increment(ref _runs) == 1)
            {
                throw new InvalidOperationException("Halfway.");
            }
        }).CacheAnalytics());

        await Assert.ThrowsAnyAsync<Exception>(() => app.Client.GetStringAsync("/x", Token));
        Assert.Equal("half", await app.Client.GetStringAsync("/x", Token));
        Assert.Equal("half", await app.Client.GetStringAsync("/x", Token));
        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task Get_SomebodyInFrontMakesASuccessOfAnException_IsNotStored()
    {
        await using var app = await StartAsync(
            app => app.MapGet("/x", string () => throw new InvalidOperationException($"{Interlocked.Increment(ref _runs)}")).CacheAnalytics(),
            pipeline: app =>
            {
                app.Use(async (context, next) =>
                {
                    try
                    {
                        await next(context);
                    }
                    catch (InvalidOperationException)
                    {
                        await context.Response.WriteAsync("never mind");
                    }
                });
                UseCache(app);
            });

        for (var i = 1; i <= 2; i++)
        {
            var response = await app.Client.GetAsync("/x", Token);
            Assert.Equal("never mind", await response.Content.ReadAsStringAsync(Token));
            Assert.Equal("tasker; fwd=miss; detail=failed", StatusOf(response));
            Assert.Equal(i, _runs);
        }
    }

    [Fact]
    public async Task Get_EndpointOfTheFramework_IsCachedByTheFramework()
    {
        await using var app = await StartAsync(app =>
        {
            app.MapGet("/x", [OutputCache(Tags = ["x"])] () => $"run {Interlocked.Increment(ref _runs)}");
            app.MapGet("/y", () => "y");
        });

        Assert.Equal("run 1", await app.Client.GetStringAsync("/x", Token));
        Assert.Equal("run 1", await app.Client.GetStringAsync("/x", Token));
        await app.Evictor.EvictAsync(["x"], Token);
        Assert.Equal("run 2", await app.Client.GetStringAsync("/x", Token));
        Assert.Equal("y", await app.Client.GetStringAsync("/y", Token));
        Assert.Equal(HttpStatusCode.NotFound, (await app.Client.GetAsync("/z", Token)).StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Get_BothMiddlewares_OneDecidesAndOneWarningSaysSo(bool fastLaneFirst)
    {
        using var logs = new CollectingLoggerProvider();
        await using var app = await StartAsync(
            app =>
            {
                app.MapGet("/x", () => $"run {Interlocked.Increment(ref _runs)}").CacheAnalytics("x", vary: ["a"]);
                app.MapPost("/x", () => "posted").CacheAnalytics("post");
            },
            logs: logs,
            pipeline: app =>
            {
                _ = fastLaneFirst ? app.UseTaskerOutputCache() : app.UseOutputCache();
                _ = fastLaneFirst ? app.UseOutputCache() : app.UseTaskerOutputCache();
            });

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal("tasker; fwd=miss; stored", StatusOf(await app.Client.GetAsync($"/x?a={i}", Token)));
            Assert.EndsWith("detail=near", StatusOf(await app.Client.GetAsync($"/x?a={i}", Token)), StringComparison.Ordinal);
            Assert.Equal("tasker; fwd=method", StatusOf(await app.Client.PostAsync("/x", null, Token)));
            await app.Evictor.EvictAsync(["analytics"], Token);
        }

        Assert.Equal(2, _runs);

        // The other one is of the declaration on POST.
        Assert.Equal(["EndpointFlaw", "BothMiddlewares"], logs.Entries.Where(static entry => entry.Level >= LogLevel.Warning).Select(static entry => entry.EventId.Name));
    }

    [Fact]
    public async Task Get_ManyClientsOfAColdKey_OneRunsTheHandlerWhateverTheySend()
    {
        var handler = new GatedHandler();
        await using var app = await StartAsync(app => app.MapGet("/x", (CancellationToken aborted) => handler.RunAsync(aborted)).CacheAnalytics());

        var clients = Enumerable.Range(0, 60).Select(_ => app.Client.GetStringAsync("/x", Token)).ToArray();
        await WaitAsync(() => app.Engine.Waiting == clients.Length - 1, "all others to wait");
        handler.Open();

        Assert.All(await Task.WhenAll(clients), static text => Assert.Equal("run 1", text));
        Assert.Equal(1, handler.Runs);
    }

    [Fact]
    public void Use_WithoutServices_SaysWhatIsMissing()
    {
        var app = WebApplication.CreateBuilder().Build();

        var exception = Assert.Throws<InvalidOperationException>(() => app.UseTaskerOutputCache());

        Assert.Contains("AddTaskerOutputCache", exception.Message, StringComparison.Ordinal);
    }
}
