using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.Caching;
using Tasker.OutputCache.Admin.Status;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.OutputCache.Browser.Tests;

/// <summary>A host with the page, two cached endpoints and a client that asks them.</summary>
internal sealed class CacheHost : IAsyncDisposable
{
    public const string PagePath = "/api/admin/cache";

    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private CacheHost(WebApplication app) => (_app, _client) = (app, new HttpClient());

    public IServiceProvider Services => _app.Services;

    public Uri Address => new(_app.Urls.First());

    /// <summary>Gets how often the page is told the news.</summary>
    public double BeatSeconds => EventStream.Interval.TotalSeconds;

    public string PageUrl => new Uri(Address, PagePath).ToString();

    public static async Task<CacheHost> StartAsync(RedisServer? redis = null, bool maySeePartitions = false, Action<TaskerCachingOptions>? options = null, Action<IServiceCollection>? services = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        var settings = redis is null ? [] : new Dictionary<string, string?> { ["common:cache:backend"] = "redis", ["common:cache:redis:url"] = redis.Url };
        builder.Services.AddTaskerOutputCache(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), options).AddRedis();
        services?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseOutputCache();
        app.MapGet("/v1/analytics/performance", ComputeAsync).CacheAnalytics("performance", vary: ["hours=24", "namespace"]);
        app.MapGet("/v1/analytics/bottlenecks", ComputeAsync).CacheAnalytics("bottlenecks", vary: ["limit=10"]);
        app.MapTaskerCache(PagePath, admin => admin.MaySeePartitions = _ => maySeePartitions);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new CacheHost(app);
    }

    private static async Task<IResult> ComputeAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(5), cancellationToken);
        return Results.Json(new { computed = DateTimeOffset.UtcNow });
    }

    /// <summary>Sends one request.</summary>
    /// <returns>What the cache did with it.</returns>
    public async Task<string> AskAsync(string pathAndQuery)
    {
        using var response = await _client.GetAsync(new Uri(Address, pathAndQuery), TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        return response.Headers.GetValues("Cache-Status").Single();
    }

    /// <summary>Asks and asks, until it is told to stop.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        string[] urls = ["/v1/analytics/performance", "/v1/analytics/performance?namespace=payments", "/v1/analytics/performance?namespace=billing&hours=6", "/v1/analytics/bottlenecks?limit=5"];
        for (var i = 0; !cancellationToken.IsCancellationRequested; i++)
        {
            await AskAsync(urls[i % urls.Length]);
            await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }
}
