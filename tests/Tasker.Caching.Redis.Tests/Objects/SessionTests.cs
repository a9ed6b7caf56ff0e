using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.OutputCache.TestUtilities;

namespace Tasker.Caching.Redis.Tests.Objects;

/// <summary>The framework's sessions, on the distributed cache.</summary>
public sealed class SessionTests(SharedRedis redis)
{
    private readonly string _prefix = $"sessions{Guid.NewGuid():N}";

    // The cookie that one host has sealed must be opened by the other.
    private readonly EphemeralDataProtectionProvider _protection = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Session_OfOneHost_IsThereOnTheOtherAfterARestartAndARaisedMarker()
    {
        await using var one = await StartAsync();
        using var cookies = new SocketsHttpHandler();
        using var client = new HttpClient(cookies);
        await client.GetStringAsync($"{one.Urls.First()}/set/alice", Token);
        await using var other = await StartAsync();
        Assert.Equal("alice", await client.GetStringAsync($"{other.Urls.First()}/get", Token));

        // The log is lost, and everything that was cached before is void.
        await redis.Server.ExecuteAsync("DEL", $"{{{_prefix}}}:evictions");
        await other.Services.GetRequiredService<ICacheEvictor>().EvictEverythingAsync(Token);
        await one.StopAsync(Token);
        await using var restarted = await StartAsync();

        Assert.Equal("alice", await client.GetStringAsync($"{restarted.Urls.First()}/get", Token));
        await client.GetStringAsync($"{restarted.Urls.First()}/set/bob", Token);
        Assert.Equal("bob", await client.GetStringAsync($"{other.Urls.First()}/get", Token));
        await client.GetStringAsync($"{other.Urls.First()}/clear", Token);
        Assert.Equal("nobody", await client.GetStringAsync($"{restarted.Urls.First()}/get", Token));
    }

    private async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IDataProtectionProvider>(_protection);
        builder.Services.AddSession();
        builder.Services.AddTaskerOutputCache(builder.Configuration, options =>
        {
            options.Backend = "redis";
            options.KeyPrefix = _prefix;
            options.OperationTimeout = TimeSpan.FromSeconds(10);
        }).AddRedis(tier => tier.Url = redis.Server.Url).AddDistributedCache();
        var app = builder.Build();
        app.UseSession();
        app.MapGet("/set/{name}", (string name, HttpContext context) => context.Session.SetString("name", name));
        app.MapGet("/get", (HttpContext context) => context.Session.GetString("name") ?? "nobody");
        app.MapGet("/clear", (HttpContext context) => context.Session.Clear());
        await app.StartAsync(Token);
        await Eventually.Async(
            () => app.Services.GetRequiredService<Tasker.Caching.Engine.EvictionFollower>().IsAttached, RedisTest.Deadline, "the host is attached", Token);
        return app;
    }
}
