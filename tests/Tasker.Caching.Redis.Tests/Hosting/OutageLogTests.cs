using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.Redis.Tests.Hosting;

/// <summary>What an operator reads of a Redis that dies and comes back: each change once, in order, and no stack traces.</summary>
public sealed class OutageLogTests : IDisposable
{
    private readonly CollectingLoggerProvider _logs = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private LogEntry[] Lines => [.. _logs.Entries.Where(static line => line.Category.StartsWith("Tasker.", StringComparison.Ordinal) && line.Level > LogLevel.Debug)];

    public void Dispose() => _logs.Dispose();

    [Fact]
    public async Task Log_StartOutageAndRecovery_SaysEachOnceInOrder()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var app = await StartAsync(redis);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        var evictor = app.Services.GetRequiredService<ICacheEvictor>();
        await WaitForAsync(105);
        await client.GetStringAsync("/shared", Token);
        await evictor.EvictAsync(["a"], Token);
        Assert.Equal([2, 604, 105], Ids());

        await redis.KillAsync();
        await WaitForAsync(104);
        for (var i = 0; i < 10; i++)
        {
            await client.GetStringAsync("/shared", Token);
            await client.GetStringAsync($"/near?n={i}", Token);
            Assert.Equal(EvictionResult.Journaled, await evictor.EvictAsync([$"tag {i}"], Token));
        }

        Assert.Equal([2, 604, 105, 104, 852, 101], Ids());

        await redis.StartAsync(Token);
        await WaitForAsync(110);
        await client.GetStringAsync("/shared", Token);
        await evictor.EvictAsync(["b"], Token);

        // What is void is known before anything is read. That the new log has the journal may be confirmed a moment later.
        await WaitForAsync(102);
        Assert.Equal([2, 604, 105, 104, 852, 101, 604, 106, 110, 853], Ids().Where(static id => id != 102));
        Assert.All(Lines, static line => Assert.Null(line.Exception));
        Assert.Contains(redis.EndPoint, Single(104).Message, StringComparison.Ordinal);
        Assert.Contains("(0 tags were evicted elsewhere meanwhile)", Single(110).Message, StringComparison.Ordinal);
        // That of "b" may be among them.
        Assert.Matches(@"\(1[01] tags\)", Single(102).Message);
    }

    [Fact]
    public async Task Log_StartWithoutRedis_SaysSoAndWhenItIsThere()
    {
        await using var redis = new RedisServer();
        await using var app = await StartAsync(redis);
        Assert.Equal([2, 4], Ids());
        Assert.Contains(redis.EndPoint, Single(4).Message, StringComparison.Ordinal);

        await redis.StartAsync(Token);
        await WaitForAsync(105);

        Assert.Equal([2, 4, 604, 105], Ids());
        Assert.All(Lines, static line => Assert.Null(line.Exception));
    }

    // Without the line about cached endpoints: it comes beside those of the back end, before or after them.
    private int[] Ids() => [.. Lines.Select(static line => line.EventId.Id).Where(static id => id != 211)];

    private LogEntry Single(int id) => Assert.Single(Lines, line => line.EventId.Id == id);

    private Task WaitForAsync(int id) => _logs.WaitForAsync(id, RedisTest.Deadline, Token);

    private async Task<WebApplication> StartAsync(RedisServer redis)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(_logs);
        builder.Services.AddTaskerOutputCache(builder.Configuration, static options =>
        {
            options.Backend = "redis";

            // A machine that is busy with something else is no outage.
            options.Evictions.StalenessBound = TimeSpan.FromSeconds(8);
            options.OperationTimeout = TimeSpan.FromSeconds(4);
            options.Resources["shared"] = new CacheResourceOptions { RequiresShared = true };
        }).AddRedis(tier => tier.Url = redis.Url);
        var app = builder.Build();
        app.UseOutputCache();
        app.MapGet("/shared", static () => "shared").CacheResource("shared", "one");
        app.MapGet("/near", static () => "near").CacheAnalytics("near", vary: ["n=0"]);
        await app.StartAsync(Token);
        return app;
    }
}
