using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.Caching.Engine;
using Tasker.OutputCache.TestUtilities;

namespace Tasker.Caching.Redis.Tests.Values;

/// <summary>Two builds of a program on one Redis, which bind a parameter as different types.</summary>
public sealed class ValueBuildTests(SharedRedis redis)
{
    private readonly string _prefix = $"values:{Guid.NewGuid():N}";
    private int _runs;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Evict_ByTheBuildThatBindsANumber_LeavesItNothingThatTheOtherTaggedByText(bool overTasker)
    {
        await using var text = await StartAsync(app => app.MapGet("/orders/{id}", (string id) => Run()).CacheResource("orders", "one", vary: ["id"]), overTasker);
        await using var number = await StartAsync(app => app.MapGet("/orders/{id}", (int id) => Run()).CacheResource("orders", "one", vary: ["id"]), overTasker);
        using var client = new HttpClient();

        var stored = await client.GetStringAsync($"{text.Urls.First()}/orders/07", Token);
        await FilledAsync(1);
        await number.Services.GetRequiredService<ICacheEvictor>().EvictAsync([CacheTag.For("orders").With("id", 7)], Token);

        Assert.NotEqual(stored, await client.GetStringAsync($"{number.Urls.First()}/orders/07", Token));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Evict_ByAnotherInstanceOfTheBuild_TakesEverySpelling(bool overTasker)
    {
        await using var one = await StartAsync(app => app.MapGet("/x", (bool open) => Run()).CacheResource("orders", "x", vary: ["open"]), overTasker);
        await using var other = await StartAsync(app => app.MapGet("/x", (bool open) => Run()).CacheResource("orders", "x", vary: ["open"]), overTasker);
        using var client = new HttpClient();

        var stored = await client.GetStringAsync($"{one.Urls.First()}/x?open=TRUE", Token);
        await FilledAsync(1);
        Assert.Equal(stored, await client.GetStringAsync($"{other.Urls.First()}/x?open=True", Token));
        await other.Services.GetRequiredService<ICacheEvictor>().EvictAsync([CacheTag.For("orders").With("open", true)], Token);
        await Eventually.Async(
            async token => await client.GetStringAsync($"{one.Urls.First()}/x?open=TRUE", token) != stored, RedisTest.Deadline, "the first instance has heard of it", Token);

        Assert.NotEqual(stored, await client.GetStringAsync($"{other.Urls.First()}/x?open=true", Token));
    }

    private string Run() => $"run {Interlocked.Increment(ref _runs)}";

    private Task FilledAsync(int count) => Eventually.Async(
        async token => (await redis.Server.ExecuteAsync(["EVAL", "return #redis.call('KEYS', ARGV[1])", "0", $"{_prefix.Replace(":", "%3A", StringComparison.Ordinal)}:orders:*"], token)).Number >= count,
        RedisTest.Deadline, "the fill has arrived", Token);

    private async Task<WebApplication> StartAsync(Action<WebApplication> map, bool overTasker)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddTaskerOutputCache(builder.Configuration, options =>
        {
            options.Backend = "redis";
            options.KeyPrefix = _prefix;
            options.OperationTimeout = TimeSpan.FromSeconds(10);
        }).AddRedis(tier => tier.Url = redis.Server.Url);
        var app = builder.Build();
        if (overTasker)
        {
            app.UseTaskerOutputCache();
        }
        else
        {
            app.UseOutputCache();
        }

        map(app);
        await app.StartAsync(Token);
        await Eventually.Async(() => app.Services.GetRequiredService<EvictionFollower>().IsAttached, RedisTest.Deadline, "the instance is attached", Token);
        return app;
    }
}
