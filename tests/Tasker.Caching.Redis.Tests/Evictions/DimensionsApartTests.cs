using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tasker.OutputCache;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.Redis.Tests.Evictions;

/// <summary>Hosts on one Redis that declare different dimensions of one resource: two builds, a worker, two services.</summary>
public sealed class DimensionsApartTests
{
    private const string TenantHeader = "X-Tenant";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly CacheTag Analytics = CacheTag.For("analytics");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("old")]
    [InlineData("new")]
    [InlineData("worker")]
    public async Task Evict_TwoBuilds_EachTakesWhatItMeans(string evictor)
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var old = await Service.StartAsync(redis, ["namespace"]);
        await using var young = await Service.StartAsync(redis, ["namespace", "region"]);
        using var worker = await StartWorkerAsync(redis);
        string[] ofOld = ["/report?namespace=payments", "/report?namespace=billing", "/report"];
        string[] ofYoung = ["/report?namespace=payments&region=eu", "/report?namespace=payments&region=us", "/report?namespace=billing&region=eu"];
        await old.FillAsync(ofOld);
        await young.FillAsync(ofYoung);

        var narrow = Analytics.With("namespace", "payments");
        await (evictor switch
        {
            "old" => old.Services,
            "new" => young.Services,
            _ => worker.Services,
        }).GetRequiredService<ICacheEvictor>().EvictAsync([evictor == "old" ? narrow : narrow.With("region", "eu")], Token);

        await old.AssertGoneAsync(ofOld[0]);
        await old.AssertGoneAsync(ofOld[2]);
        await young.AssertGoneAsync(ofYoung[0]);
        await old.AssertThereAsync(ofOld[1]);
        await young.AssertThereAsync(ofYoung[2]);
        if (evictor == "old")
        {
            await young.AssertGoneAsync(ofYoung[1]);
        }
        else
        {
            await young.AssertThereAsync(ofYoung[1]);
        }
    }

    [Fact]
    public async Task Evict_EntryThatAnotherBuildWrote_IsJudgedCoarselyAndNeverMissed()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var old = await Service.StartAsync(redis, ["namespace"], tagsWithRegion: true);
        await using var young = await Service.StartAsync(redis, ["namespace", "region"], tagsWithRegion: true);
        await old.FillAsync("/tagged");
        await young.AssertSharedAsync("/tagged");

        // The handler has tagged it with a namespace; what its build knows of regions, nobody can say.
        await young.EvictAsync(Analytics.With("namespace", "payments").With("region", "eu"));

        await young.AssertGoneAsync("/tagged");
        await old.AssertNotStaleAsync("/tagged", young);
    }

    [Fact]
    public async Task Evict_DimensionThatOnlyAWorkerKnows_TakesAllOfTheResource()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var app = await Service.StartAsync(redis, ["namespace"]);
        using var worker = await StartWorkerAsync(redis);
        await app.FillAsync("/report?namespace=payments", "/report", "/other");

        await worker.Services.GetRequiredService<ICacheEvictor>().EvictAsync([Analytics.With("customer", "7")], Token);

        await app.AssertGoneAsync("/report?namespace=payments");
        await app.AssertGoneAsync("/report");
        await app.AssertThereAsync("/other");
    }

    [Fact]
    public async Task Evict_WhileATenantPartitionIsRolledOut_MissesNobody()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var old = await Service.StartAsync(redis, ["namespace"]);
        await using var young = await Service.StartAsync(redis, ["namespace"], isPartitioned: true);
        await old.FillAsync("/report?namespace=payments");
        await young.FillAsync(["/report?namespace=payments"], "acme");
        await young.FillAsync(["/report?namespace=payments"], "beta");

        await young.EvictAsync(Analytics.ForTenant("acme"));

        await old.AssertGoneAsync("/report?namespace=payments");
        await young.AssertGoneAsync("/report?namespace=payments", "acme");
        await young.AssertThereAsync("/report?namespace=payments", "beta");
    }

    [Fact]
    public async Task Evict_TwoServicesOnOnePrefix_EachTakesTheOthersToo()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var one = await Service.StartAsync(redis, ["namespace"], name: "one");
        await using var other = await Service.StartAsync(redis, ["status"], name: "other");
        await one.FillAsync("/report?namespace=payments", "/report?namespace=billing");
        await other.FillAsync("/report?status=failed");

        await one.EvictAsync(Analytics.With("namespace", "payments"));
        await one.AssertGoneAsync("/report?namespace=payments");
        await one.AssertThereAsync("/report?namespace=billing");
        await other.AssertGoneAsync("/report?status=failed");

        await one.FillAsync("/report?namespace=payments");
        await other.EvictAsync(Analytics.With("status", "failed"));
        await one.AssertGoneAsync("/report?namespace=payments");
        await one.AssertGoneAsync("/report?namespace=billing");
    }

    [Fact]
    public async Task Evict_ByANodeOfTheVersionBefore_TakesWhatItMeantAndNoMore()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var app = await Service.StartAsync(redis, ["namespace", "region"]);
        await app.FillAsync("/report?namespace=payments&region=eu", "/report?namespace=payments&region=us", "/report?namespace=billing&region=eu", "/report?region=us", "/report");
        await using var backend = await RedisTest.OpenAsync(redis);

        // The expansion that it appends, letter by letter.
        await backend.Backend.Log.AppendAsync(
            ["analytics|namespace=payments,region=eu", "analytics|namespace=payments,region=*", "analytics|namespace=*,region=eu", "analytics|namespace=*,region=*"], generation: null, 0, Token);

        await app.AssertGoneAsync("/report?namespace=payments&region=eu");
        await app.AssertGoneAsync("/report");
        await app.AssertThereAsync("/report?namespace=payments&region=us");
        await app.AssertThereAsync("/report?namespace=billing&region=eu");
        await app.AssertThereAsync("/report?region=us");
    }

    private static async Task<IHost> StartWorkerAsync(RedisServer redis)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddTaskerOutputCache(ConfigurationOf(redis)).AddRedis();
        var host = builder.Build();
        await host.StartAsync(Token);
        return host;
    }

    private static IConfiguration ConfigurationOf(RedisServer redis) =>
        new ConfigurationBuilder().AddInMemoryCollection([new("common:cache:backend", "redis"), new("common:cache:redis:url", redis.Url)]).Build();

    /// <summary>A host that answers each request with the number of times that its handler ran for it, in whichever process.</summary>
    private sealed class Service : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private readonly HttpClient _client;
        private readonly ConcurrentDictionary<string, string> _seen = new();

        private Service(WebApplication app)
        {
            _app = app;
            _client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        }

        public IServiceProvider Services => _app.Services;

        public static async Task<Service> StartAsync(RedisServer redis, string[] dimensions, bool isPartitioned = false, bool tagsWithRegion = false, string name = "report")
        {
            var builder = WebApplication.CreateBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            builder.Services
                .AddTaskerOutputCache(ConfigurationOf(redis), options =>
                {
                    options.Resources["analytics"] = new CacheResourceOptions { Partition = isPartitioned ? CachePartition.Tenant : CachePartition.Anonymous };
                    options.Resources["others"] = new CacheResourceOptions();
                })
                .AddRedis();
            var app = builder.Build();
            app.Use(static (context, next) =>
            {
                if (context.Request.Headers[TenantHeader].ToString() is { Length: > 0 } tenant)
                {
                    context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("tenant", tenant)], "test"));
                }

                return next(context);
            });
            app.UseOutputCache();
            app.MapGet("/report", () => Guid.NewGuid().ToString()).CacheResource("analytics", name, dimensions);
            app.MapGet("/other", () => Guid.NewGuid().ToString()).CacheResource("others", "other");
            app.MapGet("/tagged", (HttpContext context) =>
            {
                var tag = Analytics.With("namespace", "payments");
                context.TagCachedResponse(tagsWithRegion && dimensions.Length > 1 ? tag.With("region", "eu") : tag);
                return Guid.NewGuid().ToString();
            }).CacheResource("others", "tagged");
            await app.StartAsync(Token);
            return new Service(app);
        }

        public Task FillAsync(params string[] urls) => FillAsync(urls, null);

        // Until the answer repeats: a node that has just started may not be in touch with the log yet.
        public async Task FillAsync(string[] urls, string? tenant)
        {
            foreach (var url in urls)
            {
                await Eventually.Async(
                    async _ =>
                    {
                        var first = await GetAsync(url, tenant);
                        _seen[url + tenant] = await GetAsync(url, tenant);
                        return first == _seen[url + tenant] && await IsInFarTierAsync(url, tenant);
                    },
                    Deadline,
                    $"{url} is cached",
                    Token);
            }
        }

        // What a computation stores in Redis is written behind.
        private async Task<bool> IsInFarTierAsync(string url, string? tenant)
        {
            using var request = Request(url, tenant);
            using var response = await _client.SendAsync(request, Token);
            return response.Headers.GetValues("Cache-Status").Single().Contains("hit", StringComparison.Ordinal);
        }

        public async Task EvictAsync(CacheTag tag) =>
            await Services.GetRequiredService<ICacheEvictor>().EvictAsync([tag], Token);

        public Task AssertSharedAsync(string url) =>
            Eventually.Async(
                async _ =>
                {
                    using var response = await _client.GetAsync(url, Token);
                    _seen[url] = await response.Content.ReadAsStringAsync(Token);
                    return response.Headers.GetValues("Cache-Status").Single().Contains("hit", StringComparison.Ordinal);
                },
                Deadline,
                $"{url} is read",
                Token);

        public Task AssertGoneAsync(string url, string? tenant = null) =>
            Eventually.Async(async _ => await GetAsync(url, tenant) != _seen[url + tenant], Deadline, $"{url} is computed anew", Token);

        public async Task AssertNotStaleAsync(string url, Service other)
        {
            var old = _seen[url];
            await Eventually.Async(async _ => await GetAsync(url, null) != old, Deadline, $"{url} is not what it was", Token);
            Assert.NotEqual(old, await other.GetAsync(url, null));
        }

        public async Task AssertThereAsync(string url, string? tenant = null) => Assert.Equal(_seen[url + tenant], await GetAsync(url, tenant));

        private async Task<string> GetAsync(string url, string? tenant)
        {
            using var request = Request(url, tenant);
            using var response = await _client.SendAsync(request, Token);
            response.EnsureSuccessStatusCode();
            return await response.Content.ReadAsStringAsync(Token);
        }

        private static HttpRequestMessage Request(string url, string? tenant)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, url);
            if (tenant is not null)
            {
                request.Headers.Add(TenantHeader, tenant);
            }

            return request;
        }

        public async ValueTask DisposeAsync()
        {
            _client.Dispose();
            await _app.StopAsync(CancellationToken.None);
            await _app.DisposeAsync();
        }
    }
}
