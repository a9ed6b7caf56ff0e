using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Tasker.Caching.Engine;
using Tasker.OutputCache;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.Redis.Tests.Hosting;

/// <summary>The cache on a connection that the host has anyway.</summary>
public sealed class HostConnectionTests(SharedRedis redis) : IDisposable
{
    // Nobody listens there.
    private const string Nowhere = "redis://127.0.0.1:1";

    private readonly string _prefix = $"host{Guid.NewGuid():N}";
    private readonly CollectingLoggerProvider _logs = new();
    private int _runs;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _logs.Dispose();

    [Fact]
    public async Task Start_ServicesHaveAConnection_UsesItSaysSoAndLeavesItOpen()
    {
        using var connection = await ConnectionMultiplexer.ConnectAsync(redis.Server.EndPoint);
        await using (var app = await StartAsync(builder =>
        {
            builder.Services.AddSingleton<IConnectionMultiplexer>(connection);
            Cache(builder).AddRedis(static tier => tier.Url = Nowhere);
        }))
        {
            await AttachedAsync(app);
            Assert.Contains("the service IConnectionMultiplexer", Assert.Single(_logs.Entries, static line => line.EventId.Id == 673).Message, StringComparison.Ordinal);
        }

        Assert.Equal("PONG", (string?)await connection.GetDatabase().ExecuteAsync("PING"));
    }

    [Fact]
    public async Task Start_ServicesHaveNone_UsesTheUrl()
    {
        await using var app = await StartAsync(builder => Cache(builder).AddRedis(tier => tier.Url = redis.Server.Url));

        await AttachedAsync(app);
        Assert.DoesNotContain(_logs.Entries, static line => line.EventId.Id is 673 or 674);
    }

    [Fact]
    public async Task Start_ServicesMayNotBeAsked_UsesTheUrl()
    {
        await using var app = await StartAsync(builder =>
        {
            builder.Services.AddSingleton<IConnectionMultiplexer>(static _ => throw new InvalidOperationException("It must not be made."));
            Cache(builder).AddRedis(tier => (tier.Url, tier.UseConnectionOfServices) = (redis.Server.Url, false));
        });

        await AttachedAsync(app);
    }

    [Fact]
    public async Task Start_Key_TakesTheConnectionWithTheKey()
    {
        using var connection = await ConnectionMultiplexer.ConnectAsync(redis.Server.EndPoint);
        await using var app = await StartAsync(builder =>
        {
            builder.Services.AddKeyedSingleton<IConnectionMultiplexer>("cache", connection);
            builder.Services.AddSingleton<IConnectionMultiplexer>(static _ => throw new InvalidOperationException("It must not be made."));
            builder.Services.Configure<RedisTierOptions>(static tier => tier.Url = Nowhere);
            Cache(builder).AddRedis("cache");
        });

        await AttachedAsync(app);
        Assert.Contains("the key 'cache'", Assert.Single(_logs.Entries, static line => line.EventId.Id == 673).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_KeyIsNotRegistered_SaysSoAndUsesTheUrl()
    {
        await using var app = await StartAsync(builder =>
        {
            builder.Services.Configure<RedisTierOptions>(tier => tier.Url = redis.Server.Url);
            Cache(builder).AddRedis("cache");
        });

        await AttachedAsync(app);
        Assert.Contains("'cache'", Assert.Single(_logs.Entries, static line => line.EventId.Id == 674).Message, StringComparison.Ordinal);
    }

    // The host's own code fails at first; it is asked again.
    [Fact]
    public async Task Start_Factory_IsAskedAgainUntilItHasAConnection()
    {
        var tries = 0;
        await using var app = await StartAsync(builder => Cache(builder).AddRedis(async services =>
        {
            Assert.NotNull(services.GetService<ILoggerFactory>());
            return Interlocked.Increment(ref tries) == 1 ? throw new InvalidOperationException("Not yet.") : (IConnectionMultiplexer)await ConnectionMultiplexer.ConnectAsync(redis.Server.EndPoint);
        }));

        await AttachedAsync(app);
        Assert.Equal(2, tries);
    }

    [Fact]
    public async Task Start_FactoryOfTheDistributedCache_IsOneConnectionForBoth()
    {
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Token);
        // With RESP2 one connection is two sockets, whatever the client's version: for calls and for messages.
        var shared = new Lazy<Task<IConnectionMultiplexer>>(async () => await ConnectionMultiplexer.ConnectAsync($"{server.EndPoint},protocol=resp2,name=host"));
        await using var app = await StartAsync(builder =>
        {
            builder.Services.AddStackExchangeRedisCache(options => options.ConnectionMultiplexerFactory = () => shared.Value);
            Cache(builder).AddRedis(static services => services.GetRequiredService<IOptions<RedisCacheOptions>>().Value.ConnectionMultiplexerFactory!());
        });

        await AttachedAsync(app);
        await app.Services.GetRequiredService<IDistributedCache>().SetAsync("a", [1], Token);

        var clients = (await server.ExecuteAsync("CLIENT", "LIST")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var names = clients.SelectMany(static client => client.Split(' ')).Where(static field => field.StartsWith("name=", StringComparison.Ordinal) && field.Length > "name=".Length);
        Assert.Equal(["name=host", "name=host"], names);
    }

    // What the host has set for itself: calls are queued while there is no connection, and may take a minute.
    [Fact]
    public async Task Get_HostsConnectionIsPatientAndTheServerHangs_NoRequestWaits()
    {
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Token);
        var client = ConfigurationOptions.Parse($"{server.EndPoint},abortConnect=false,syncTimeout=60000,asyncTimeout=60000,connectTimeout=60000,allowAdmin=false");
        client.BacklogPolicy = BacklogPolicy.Default;
        using var connection = await ConnectionMultiplexer.ConnectAsync(client);
        await using var app = await StartAsync(
            builder =>
            {
                builder.Services.AddSingleton<IConnectionMultiplexer>(connection);
                Cache(builder).AddRedis();
            },
            static options => options.OperationTimeout = TimeSpan.FromMilliseconds(500));
        await AttachedAsync(app);
        using var http = ClientOf(app);
        await server.PauseAsync();

        for (var i = 0; i < 5; i++)
        {
            // The time-out of the client's own is the test: far below the host's minute.
            await http.GetStringAsync($"/report?n={i}", Token);
            Assert.Equal(EvictionResult.Journaled, await app.Services.GetRequiredService<ICacheEvictor>().EvictAsync([$"tag {i}"], Token).AsTask().WaitAsync(http.Timeout, Token));
        }

        await server.ResumeAsync();
        await AttachedAsync(app);
    }

    // Channels know no databases: their name has to, also where the index is the connection's own.
    [Fact]
    public async Task Evict_HostsConnectionHasAnotherDatabase_IsHeardByAHostWithTheUrl()
    {
        using var connection = await ConnectionMultiplexer.ConnectAsync($"{redis.Server.EndPoint},defaultDatabase=3");
        await using var one = await StartAsync(builder =>
        {
            builder.Services.AddSingleton<IConnectionMultiplexer>(connection);
            Cache(builder).AddRedis();
        });
        await using var other = await StartAsync(builder => Cache(builder).AddRedis(tier => tier.Url = $"{redis.Server.Url}/3"));

        await AssertShareAsync(one, other);
        await AssertShareAsync(other, one);
    }

    [Fact]
    public async Task Reload_BackEndChangesAndComesBack_TakesTheSameConnection()
    {
        using var connection = await ConnectionMultiplexer.ConnectAsync(redis.Server.EndPoint);
        IConfigurationRoot configuration = null!;
        await using var app = await StartAsync(builder =>
        {
            builder.Services.AddSingleton<IConnectionMultiplexer>(connection);
            configuration = builder.Configuration;
            configuration["common:cache:backend"] = "redis";
            configuration["common:cache:key_prefix"] = _prefix;
            builder.Services.AddTaskerOutputCache(builder.Configuration, Patient).AddRedis();
        });
        await AttachedAsync(app);

        foreach (var (backend, lines) in (ValueTuple<string, int>[])[("memory", 1), ("redis", 2)])
        {
            configuration["common:cache:backend"] = backend;
            configuration.Reload();
            await Eventually.Async(() => _logs.Entries.Any(line => line.Message.Contains($"The back end is now {backend}", StringComparison.Ordinal)), RedisTest.Deadline, $"it is {backend}", Token);
            Assert.Equal(lines, _logs.Entries.Count(static line => line.EventId.Id == 673));
            Assert.True(connection.IsConnected);
        }

        await AttachedAsync(app);
        Assert.Equal(EvictionResult.Confirmed, await app.Services.GetRequiredService<ICacheEvictor>().EvictAsync(["a"], Token));
    }
#if ASPIRE

    [Fact]
    public async Task Start_OneHostTheWayOfAspire_SharesWithAnother()
    {
        await using var one = await StartAsync(builder =>
        {
            builder.Configuration["ConnectionStrings:cache"] = redis.Server.EndPoint;
            builder.AddRedisClient("cache");
            Cache(builder).AddRedis();
        });
        await using var keyed = await StartAsync(builder =>
        {
            builder.Configuration["ConnectionStrings:cache"] = redis.Server.EndPoint;
            builder.AddKeyedRedisClient("cache");
            Cache(builder).AddRedis("cache");
        });
        await using var other = await StartAsync(builder => Cache(builder).AddRedis(tier => tier.Url = redis.Server.Url));

        Assert.Equal(2, _logs.Entries.Count(static line => line.EventId.Id == 673));
        await AssertShareAsync(one, other);
        await AssertShareAsync(other, keyed);
    }
#endif

    /// <summary>A response of one is served by the other, until one evicts it.</summary>
    private async Task AssertShareAsync(WebApplication one, WebApplication other)
    {
        await AttachedAsync(one);
        await AttachedAsync(other);
        using var first = ClientOf(one);
        using var second = ClientOf(other);
        var url = $"/report?n={Guid.NewGuid():N}";
        var text = await first.GetStringAsync(url, Token);
        await Eventually.Async(async token => await second.GetStringAsync(url, token), read => read == text, RedisTest.Deadline, "the other has the response", Token);

        Assert.Equal(EvictionResult.Confirmed, await one.Services.GetRequiredService<ICacheEvictor>().EvictAsync(["analytics"], Token));

        // By the message: the next reading of the log is minutes away.
        await Eventually.Async(async token => await second.GetStringAsync(url, token), read => read != text, RedisTest.Deadline, "the other has heard of the eviction", Token);
    }

    private static Task AttachedAsync(WebApplication app) =>
        Eventually.Async(() => app.Services.GetRequiredService<EvictionFollower>().IsAttached, RedisTest.Deadline, "the host is attached", Token);

    private static HttpClient ClientOf(WebApplication app) => new() { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromSeconds(20) };

    private TaskerOutputCacheBuilder Cache(WebApplicationBuilder builder) =>
        builder.Services.AddTaskerOutputCache(builder.Configuration, options =>
        {
            options.Backend = "redis";
            options.KeyPrefix = _prefix;
            Patient(options);
        });

    private static void Patient(TaskerCachingOptions options)
    {
        options.OperationTimeout = TimeSpan.FromSeconds(10);
        options.Evictions.CatchUpInterval = TimeSpan.FromMinutes(1);
        options.Evictions.StalenessBound = TimeSpan.FromMinutes(10);
    }

    private async Task<WebApplication> StartAsync(Action<WebApplicationBuilder> configure, Action<TaskerCachingOptions>? tune = null)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(_logs);
        configure(builder);
        if (tune is not null)
        {
            builder.Services.PostConfigure(tune);
        }

        var app = builder.Build();
        app.UseOutputCache();
        app.MapGet("/report", () => $"run {Interlocked.Increment(ref _runs)}").CacheAnalytics("report", vary: ["n"]);
        await app.StartAsync(Token);
        return app;
    }
}
