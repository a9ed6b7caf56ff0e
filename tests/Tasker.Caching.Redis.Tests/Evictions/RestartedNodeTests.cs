using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.Redis.Tests.Evictions;

/// <summary>A node that is started over a log that holds evictions: it reads the log before it knows its endpoints.</summary>
public sealed class RestartedNodeTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/orders?id=7", "/orders?id=8", "id", "07")]
    [InlineData("/orders?id=07", "/orders?id=8", "id", "+7")]
    [InlineData("/days?day=2026-11-30", "/days?day=2026-11-29", "day", "11/30/2026")]
    [InlineData("/texts?text=a", "/texts?text=b", "text", "a")]
    public async Task Start_OverALogWithEvictions_ServesNothingEvictedAndTheRest(string evicted, string other, string dimension, string spelt)
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        string ofEvicted, ofOther;
        await using (var app = await StartAsync(redis))
        {
            using var client = ClientOf(app);
            ofEvicted = await FillAsync(client, evicted);
            ofOther = await FillAsync(client, other);
        }

        await EvictAsync(redis, CacheTag.For(evicted[1..evicted.IndexOf('?', StringComparison.Ordinal)]).With(dimension, spelt));

        // Who asks first, while the node has just begun, must be answered well too.
        for (var restart = 0; restart < 5; restart++)
        {
            await using var app = await StartAsync(redis);
            using var client = ClientOf(app);
            Assert.Equal(ofOther, await client.GetStringAsync(other, Token));
            Assert.NotEqual(ofEvicted, await client.GetStringAsync(evicted, Token));
        }
    }

    private static async Task EvictAsync(RedisServer redis, CacheTag tag)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddTaskerOutputCache(ConfigurationOf(redis)).AddRedis();
        using var worker = builder.Build();
        await worker.StartAsync(Token);
        Assert.Equal(EvictionResult.Confirmed, await worker.Services.GetRequiredService<ICacheEvictor>().EvictAsync([tag], Token));
        await worker.StopAsync(Token);
    }

    // What a computation stores in Redis is written behind: a node that leaves may leave before.
    private static async Task<string> FillAsync(HttpClient client, string url)
    {
        var answer = string.Empty;
        await Eventually.Async(
            async _ =>
            {
                answer = await client.GetStringAsync(url, Token);
                using var again = await client.GetAsync(url, Token);
                return await again.Content.ReadAsStringAsync(Token) == answer && again.Headers.GetValues("Cache-Status").Single().Contains("hit", StringComparison.Ordinal);
            },
            Deadline,
            $"{url} is cached",
            Token);
        return answer;
    }

    private static async Task<WebApplication> StartAsync(RedisServer redis)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services
            .AddTaskerOutputCache(ConfigurationOf(redis), options =>
            {
                foreach (var resource in new[] { "orders", "days", "texts" })
                {
                    options.Resources[resource] = new CacheResourceOptions { Ttl = TimeSpan.FromMinutes(10) };
                }
            })
            .AddRedis();
        var app = builder.Build();
        app.UseOutputCache();
        app.MapGet("/orders", (int id) => $"{id}: {Guid.NewGuid()}").CacheResource("orders", "one", ["id"]);
        app.MapGet("/days", (DateOnly day) => $"{day}: {Guid.NewGuid()}").CacheResource("days", "one", ["day"]);
        app.MapGet("/texts", (string text) => $"{text}: {Guid.NewGuid()}").CacheResource("texts", "one", ["text"]);
        await app.StartAsync(Token);
        return app;
    }

    private static HttpClient ClientOf(WebApplication app) => new() { BaseAddress = new Uri(app.Urls.First()) };

    private static IConfiguration ConfigurationOf(RedisServer redis) =>
        new ConfigurationBuilder().AddInMemoryCollection([new("common:cache:backend", "redis"), new("common:cache:redis:url", redis.Url)]).Build();
}
