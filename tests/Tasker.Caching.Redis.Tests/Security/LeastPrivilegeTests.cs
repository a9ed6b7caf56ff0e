using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Tasker.Caching.Engine;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.Redis.Tests.Security;

/// <summary>The rule for Redis that <c>docs/security.md</c> gives: everything works under it, nothing in it is for nothing, and nothing else is allowed.</summary>
public sealed partial class LeastPrivilegeTests : IAsyncLifetime
{
    private const string Password = "s3cret";

    private static readonly string[] Rule = [.. ReadRule()];

    private readonly List<WebApplication> _apps = [];
    private RedisServer? _server;
    private int _runs;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private RedisServer Server => _server!;

    private static IEnumerable<string> ReadRule()
    {
        var page = File.ReadAllText(Repository.PathOf("docs", "security.md")).ReplaceLineEndings("\n");
        var text = Assert.Single(Block().Matches(page)).Groups["rule"].Value;
        return text.Replace("\\\n", " ", StringComparison.Ordinal).Replace("<password>", Password, StringComparison.Ordinal)
            .Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(static word => word.Trim('\'')).Skip(1);
    }

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartNewAsync(new RedisServerOptions { Password = Password }, Token);
        await Server.ExecuteAsync("ACL", "SETUSER", "operator", "on", "nopass", "~*", "&*", "+@all");
        await Server.ExecuteAsync(["ACL", .. Rule], Token);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var app in _apps)
        {
            await app.DisposeAsync();
        }

        await Server.DisposeAsync();
    }

    [Fact]
    public async Task Rule_EverythingThatTheCacheDoes_IsAllowedAndNeeded()
    {
        var one = await StartAsync();
        var other = await StartAsync();
        await AsOperatorAsync("CONFIG", "RESETSTAT");
        await AsOperatorAsync("ACL", "LOG", "RESET");

        foreach (var use in (Func<WebApplication, WebApplication, Task>[])[UseResponsesAsync, UseObjectsAsync, UseValuesAsync, UseConnectionOfHostAsync, RestartLogAsync])
        {
            var failure = await Record.ExceptionAsync(() => use(one, other));
            var refused = (await AsOperatorAsync("ACL", "LOG")).Items.Select(static item => string.Join(", ", item.Items)).Where(static item => !IsAskedOnConnecting(item));
            Assert.True(!refused.Any(), string.Join('\n', refused));
            Assert.Null(failure);
        }

        var used = (await CommandsAsync()).ToHashSet(StringComparer.Ordinal);
        if (typeof(ConnectionMultiplexer).Assembly.GetName().Version!.Major == 2)
        {
            // The oldest client speaks RESP2 unless it is told otherwise, and needs no greeting for that.
            used.Add("hello");
        }

        Assert.Equal([], Rule.Where(static word => word.StartsWith('+')).Select(static word => word[1..]).Where(command => !used.Contains(command)));
    }

    [Theory]
    [InlineData("FLUSHALL")]
    [InlineData("FLUSHDB")]
    [InlineData("CONFIG", "GET", "*")]
    [InlineData("KEYS", "*")]
    [InlineData("ACL", "LIST")]
    [InlineData("SHUTDOWN")]
    [InlineData("REPLICAOF", "NO", "ONE")]
    [InlineData("CLIENT", "LIST")]
    [InlineData("CLIENT", "KILL", "ID", "1")]
    [InlineData("SCRIPT", "FLUSH")]
    [InlineData("MONITOR")]
    [InlineData("GET", "orders:7")]
    [InlineData("SET", "orders:7", "x")]
    [InlineData("GET", "tasker2:analytics:a")]
    [InlineData("GET", "{tasker2:analytics:a}:lease")]
    [InlineData("ZADD", "{tasker2}:evictions", "1", "a")]
    [InlineData("PUBLISH", "tasker2@0:evictions", "x")]
    [InlineData("PUBLISH", "tasker@7:evictions", "x")]
    [InlineData("SUBSCRIBE", "orders")]
    [InlineData("PSUBSCRIBE", "*")]
    [InlineData("EVAL", "return redis.call('GET', 'orders:7')", "0")]
    [InlineData("EVAL", "return redis.call('FLUSHALL')", "0")]
    public async Task Rule_WhatTheCacheHasNoUseFor_IsRefused(params string[] command)
    {
        var error = await Assert.ThrowsAsync<RespErrorException>(() => Server.ExecuteAsync(command, Token));

        // In a script Redis and Valkey word it differently, and neither begins with the code: that it is the rule's doing shows in their log.
        var refused = (await AsOperatorAsync("ACL", "LOG")).Items.Select(static item => string.Join(", ", item.Items)).FirstOrDefault(string.Empty);
        Assert.True(error.Message.StartsWith("NOPERM", StringComparison.Ordinal) || refused.Contains("context, lua", StringComparison.Ordinal), error.Message);
    }

    // What the client would like to know when it connects, and does without.
    private static bool IsAskedOnConnecting(string refused) =>
        new[] { "object, config", "object, cluster", "object, select", "object, __Booksleeve_MasterChanged", "object, __Booksleeve_TieBreak" }.Any(asked => refused.Contains(asked, StringComparison.OrdinalIgnoreCase));

    private async Task UseResponsesAsync(WebApplication one, WebApplication other)
    {
        using var first = ClientOf(one);
        using var second = ClientOf(other);
        var text = await first.GetStringAsync("/report?namespace=payments", Token);
        await ReadUntilAsync(second, "/report?namespace=payments", text);

        // By the message: the next reading of the log is a minute away.
        Assert.Equal(EvictionResult.Confirmed, await one.Services.GetRequiredService<ICacheEvictor>().EvictAsync([CacheTag.For("analytics").With("namespace", "payments")], Token));
        await Eventually.Async(
            async token => await second.GetStringAsync("/report?namespace=payments", token), read => read != text, RedisTest.Deadline, "the other has heard of the eviction", Token);

        // Both ask at once: one has the lease, the other one marks it and is woken by its end.
        var runs = _runs;
        var both = await Task.WhenAll(first.GetStringAsync("/slow", Token), second.GetStringAsync("/slow", Token));
        Assert.Equal((both[0], runs + 1), (both[1], _runs));

        // Not stored: the lease is given back with a mark.
        await first.GetStringAsync("/refused", Token);
        await second.GetStringAsync("/refused", Token);

        using var removal = await first.PostAsJsonAsync("/admin/evictions", new { pattern = "*report*" }, Token);
        Assert.Matches("\"removed\":[1-9]", await removal.Content.ReadAsStringAsync(Token));
    }

    private static async Task UseObjectsAsync(WebApplication one, WebApplication other)
    {
        var first = one.Services.GetRequiredService<HybridCache>();
        var second = other.Services.GetRequiredService<HybridCache>();
        await first.SetAsync("payments:charge", "template", cancellationToken: Token);
        await Eventually.Async(
            async token => await second.GetOrCreateAsync("payments:charge", static _ => ValueTask.FromResult("none"), new HybridCacheEntryOptions { Flags = HybridCacheEntryFlags.DisableLocalCacheWrite | HybridCacheEntryFlags.DisableDistributedCacheWrite }, cancellationToken: token),
            static value => value == "template", RedisTest.Deadline, "the object is shared", Token);
        await first.RemoveAsync("payments:charge", Token);
    }

    private static async Task UseValuesAsync(WebApplication one, WebApplication other)
    {
        var first = one.Services.GetRequiredService<IDistributedCache>();
        var second = other.Services.GetRequiredService<IDistributedCache>();

        // Whole seconds and parts of them are different commands.
        foreach (var life in (TimeSpan[])[TimeSpan.FromMinutes(1), TimeSpan.FromMilliseconds(60_500)])
        {
            await first.SetAsync("session", [1], new DistributedCacheEntryOptions { SlidingExpiration = life }, Token);
            Assert.Equal([1], await second.GetAsync("session", Token));
            await second.RefreshAsync("session", Token);
        }

        await second.RemoveAsync("session", Token);
        Assert.Null(await first.GetAsync("session", Token));
    }

    // One that belongs to the host goes on when the cache has ended, without its subscriptions.
    private async Task UseConnectionOfHostAsync(WebApplication one, WebApplication other)
    {
        using var connection = await ConnectionMultiplexer.ConnectAsync($"{Server.EndPoint},password={Password}");
        var app = await StartAsync(connection: connection);

        await app.DisposeAsync();
    }

    // It is begun anew, by scripts that the server has forgotten, and what is old is forgotten, too.
    private async Task RestartLogAsync(WebApplication one, WebApplication other)
    {
        await AsOperatorAsync("DEL", "{tasker}:evictions");
        var evictor = one.Services.GetRequiredService<ICacheEvictor>();
        Assert.Equal(EvictionResult.Confirmed, await evictor.EvictAsync(["a"], Token));
        await AsOperatorAsync("SCRIPT", "FLUSH");
        Assert.Equal(EvictionResult.Confirmed, await other.Services.GetRequiredService<ICacheEvictor>().EvictAsync(["b"], Token));
        var forgetful = await StartAsync(TimeSpan.FromSeconds(1));
        await Eventually.Async(
            async token =>
            {
                await forgetful.Services.GetRequiredService<ICacheEvictor>().EvictAsync([$"c{Guid.NewGuid():N}"], token);
                return (await CommandsAsync()).Contains("zremrangebyscore");
            },
            RedisTest.Deadline, "what is older than the retention is forgotten", Token);

        // Connections that nobody needs for a while are kept alive.
        await Eventually.Async(async _ => (await CommandsAsync()).Contains("ping"), RedisTest.Deadline, "a connection is kept alive", Token);
    }

    private static Task ReadUntilAsync(HttpClient client, string url, string text) =>
        Eventually.Async(async token => await client.GetStringAsync(url, token), read => read == text, RedisTest.Deadline, "the other has the response", Token);

    private static HttpClient ClientOf(WebApplication app) => new() { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromMinutes(1) };

    private async Task<RespReply> AsOperatorAsync(params string[] command)
    {
        await using var connection = await RespConnection.ConnectAsync(Server.Port, cancellationToken: Token);
        await connection.ExecuteAsync("AUTH", "operator", "any");
        return await connection.ExecuteAsync(command, Token);
    }

    private async Task<IEnumerable<string>> CommandsAsync() =>
        Called().Matches((await AsOperatorAsync("INFO", "commandstats")).Text).Select(static match => match.Groups["name"].Value);

    private async Task<WebApplication> StartAsync(TimeSpan? retention = null, IConnectionMultiplexer? connection = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddTaskerOutputCache(builder.Configuration, options =>
        {
            options.Backend = "redis";
            options.OperationTimeout = TimeSpan.FromSeconds(10);
            options.Evictions.CatchUpInterval = TimeSpan.FromMinutes(1);
            options.Evictions.StalenessBound = TimeSpan.FromMinutes(10);
            options.Evictions.Retention = retention ?? options.Evictions.Retention;
        }).AddRedis(tier =>
        {
            tier.Url = $"redis://:{Password}@{Server.EndPoint}";
            tier.MaxConnections = 2;
            tier.ConnectionFactory = connection is null ? null : () => Task.FromResult(connection);
        }).AddDistributedCache();
        var app = builder.Build();
        app.UseOutputCache();
        app.MapGet("/report", () => $"run {Interlocked.Increment(ref _runs)}").CacheAnalytics("report", vary: ["namespace"]);
        app.MapGet("/slow", async () =>
        {
            var run = Interlocked.Increment(ref _runs);
            await Task.Delay(TimeSpan.FromSeconds(1));
            return $"run {run}";
        }).CacheAnalytics("slow");
        app.MapGet("/refused", static (Microsoft.AspNetCore.Http.HttpContext context) =>
        {
            context.Response.Headers.SetCookie = "a=b";
            return "x";
        }).CacheAnalytics("refused");
        app.MapTaskerCache("/admin", static admin => admin.MaySeePartitions = static _ => true);
        await app.StartAsync(Token);
        _apps.Add(app);
        await Eventually.Async(() => app.Services.GetRequiredService<EvictionFollower>().IsAttached, RedisTest.Deadline, "the host is attached", Token);
        return app;
    }

    [GeneratedRegex("^```sh\nredis-cli (?<rule>ACL SETUSER default.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("cmdstat_(?<name>[a-z|]+):calls=[1-9]")]
    private static partial Regex Called();
}
