using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.Caching.Engine;
using Tasker.OutputCache.TestUtilities;

namespace Tasker.Caching.Redis.Tests.Hosting;

/// <summary>Two builds of a program on one Redis, which mean different things by the same keys.</summary>
public sealed class TwoBuildsTests(SharedRedis redis)
{
    private readonly string _prefix = $"builds{Guid.NewGuid():N}";
    private int _runs;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_VaryInAnotherOrder_NeitherGetsTheOthersAnswer(bool fastLane)
    {
        await using var old = await StartAsync(fastLane, app => app.MapGet("/x", (string from, string to) => Run($"old {from} {to}")).CacheAnalytics("x", vary: ["from", "to"]));
        await using var build = await StartAsync(fastLane, app => app.MapGet("/x", (string from, string to) => Run($"new {from} {to}")).CacheAnalytics("x", vary: ["to", "from"]));
        using var client = new HttpClient();

        for (var round = 0; round < 3; round++)
        {
            // Evicted between the rounds, so that memory does not answer.
            Assert.StartsWith("old 1 2 #", await GetAsync(client, old, "/x?from=1&to=2"), StringComparison.Ordinal);
            await StoredAsync();
            Assert.StartsWith("new 2 1 #", await GetAsync(client, build, "/x?from=2&to=1"), StringComparison.Ordinal);
            Assert.StartsWith("old 1 2 #", await GetAsync(client, old, "/x?from=1&to=2"), StringComparison.Ordinal);
            await old.Services.GetRequiredService<ICacheEvictor>().EvictAsync(["analytics"], Token);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_RoutesWhoseNamesReadTheSame_NeitherGetsTheOthersAnswer(bool fastLane)
    {
        await using var old = await StartAsync(fastLane, app => app.MapGet("/a-b", () => Run("old")).CacheAnalytics());
        await using var build = await StartAsync(fastLane, app => app.MapGet("/a/b", () => Run("new")).CacheAnalytics());
        using var client = new HttpClient();

        Assert.StartsWith("old #", await GetAsync(client, old, "/a-b"), StringComparison.Ordinal);
        await StoredAsync();
        Assert.StartsWith("new #", await GetAsync(client, build, "/a/b"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_ForeignEntry_IsReplacedAndSharedAmongItsOwnBuild(bool fastLane)
    {
        await using var old = await StartAsync(fastLane, app => app.MapGet("/x", () => Run("old")).CacheAnalytics("x", vary: ["a", "b"]));
        await using var one = await StartAsync(fastLane, New);
        await using var other = await StartAsync(fastLane, New);
        using var client = new HttpClient();
        await GetAsync(client, old, "/x?a=1&b=2");
        await StoredAsync();

        var answer = await GetAsync(client, one, "/x?a=2&b=1");
        Assert.StartsWith("new #", answer, StringComparison.Ordinal);

        // Other values have other entries: what is found in the end is the fill of the same key.
        await Eventually.Async(
            async _ => (await redis.Server.ExecuteAsync("GET", $"{_prefix}:analytics:x:1:2")).ToString().Contains("new #", StringComparison.Ordinal), RedisTest.Deadline, "the fill of the new build", Token);
        Assert.Equal(answer, await GetAsync(client, other, "/x?a=2&b=1"));

        void New(WebApplication app) => app.MapGet("/x", () => Run("new")).CacheAnalytics("x", vary: ["b", "a"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_ForeignComputationUnderWay_IsWaitedForAndNotServed(bool fastLane)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var old = await StartAsync(fastLane, app => app.MapGet("/x", async () =>
        {
            entered.SetResult();
            await gate.Task;
            return Run("old");
        }).CacheAnalytics("x", vary: ["a", "b"]));
        await using var build = await StartAsync(fastLane, app => app.MapGet("/x", () => Run("new")).CacheAnalytics("x", vary: ["b", "a"]));
        using var client = new HttpClient();
        var slow = GetAsync(client, old, "/x?a=1&b=2");
        await entered.Task.WaitAsync(RedisTest.Deadline, Token);

        var waiting = GetAsync(client, build, "/x?a=2&b=1");
        gate.SetResult();

        Assert.StartsWith("old #", await slow, StringComparison.Ordinal);
        Assert.StartsWith("new #", await waiting.WaitAsync(RedisTest.Deadline, Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_ForeignComputationThatHangs_IsNotWaitedForForEver(bool fastLane)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var old = await StartAsync(fastLane, app => app.MapGet("/x", async () =>
        {
            entered.SetResult();
            await gate.Task;
            return Run("old");
        }).CacheAnalytics("x", vary: ["a", "b"]));
        await using var build = await StartAsync(
            fastLane, app => app.MapGet("/x", () => Run("new")).CacheAnalytics("x", vary: ["b", "a"]), static options => options.MaxWait = TimeSpan.FromSeconds(1));
        using var client = new HttpClient();
        var slow = GetAsync(client, old, "/x?a=1&b=2");
        await entered.Task.WaitAsync(RedisTest.Deadline, Token);

        var answer = await GetAsync(client, build, "/x?a=2&b=1").WaitAsync(RedisTest.Deadline, Token);
        gate.SetResult();

        Assert.StartsWith("new #", answer, StringComparison.Ordinal);
        Assert.StartsWith("old #", await slow, StringComparison.Ordinal);
    }

    private string Run(string answer) => $"{answer} #{Interlocked.Increment(ref _runs)}";

    private static Task<string> GetAsync(HttpClient client, WebApplication app, string path) => client.GetStringAsync(app.Urls.First() + path, Token);

    private Task StoredAsync() => Eventually.Async(
        async _ => (await redis.Server.ExecuteAsync("KEYS", $"{_prefix}:analytics:*")).Items.Count > 0, RedisTest.Deadline, "an entry is in Redis", Token);

    private async Task<WebApplication> StartAsync(bool fastLane, Action<WebApplication> endpoints, Action<TaskerCachingOptions>? configure = null)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddTaskerOutputCache(builder.Configuration, options =>
        {
            options.Backend = "redis";
            options.KeyPrefix = _prefix;
            options.OperationTimeout = TimeSpan.FromSeconds(10);
            configure?.Invoke(options);
        }).AddRedis(tier => tier.Url = redis.Server.Url);
        var app = builder.Build();
        _ = fastLane ? app.UseTaskerOutputCache() : app.UseOutputCache();
        endpoints(app);
        await app.StartAsync(Token);
        await Eventually.Async(() => app.Services.GetRequiredService<EvictionFollower>().IsAttached, RedisTest.Deadline, "the host is attached", Token);
        return app;
    }
}
