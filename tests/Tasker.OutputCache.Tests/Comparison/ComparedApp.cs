using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.OutputCache.TestUtilities;

namespace Tasker.OutputCache.Tests.Comparison;

/// <summary>One endpoint under the tag <c>x</c>, cached by the framework's own store or by ours.</summary>
internal sealed class ComparedApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _inside;

    private ComparedApp(WebApplication app) => _app = app;

    public HttpClient Client { get; private set; } = null!;

    public IOutputCacheStore Store => _app.Services.GetRequiredService<IOutputCacheStore>();

    public static async Task<ComparedApp> StartAsync(Cache cache, RequestDelegate handler)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        if (cache == Cache.Tasker)
        {
            builder.Services.AddTaskerOutputCache(new ConfigurationBuilder().Build());
        }
        else
        {
            builder.Services.AddOutputCache();
        }

        var compared = new ComparedApp(builder.Build());
        compared.Map(cache, handler);
        await compared._app.StartAsync();
        compared.Client = compared._app.GetTestClient();
        return compared;
    }

    private void Map(Cache cache, RequestDelegate handler)
    {
        _app.Use(async (context, next) =>
        {
            // When the call has come back, the request waits for something inside, or has been answered.
            var response = next(context);
            Interlocked.Increment(ref _inside);
            try
            {
                await response;
            }
            catch (InvalidOperationException)
            {
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            }
        });
        _app.UseOutputCache();
        var endpoint = _app.MapGet("/x", handler);
        if (cache == Cache.Tasker)
        {
            endpoint.CacheAnalytics("x", vary: [], static options => options.Tags.Add("x"));
        }
        else
        {
            endpoint.CacheOutput(static policy => policy.Tag("x"));
        }
    }

    /// <summary>Waits until so many requests wait inside the cache, or have been answered.</summary>
    public Task WaitUntilInsideAsync(int requests, CancellationToken cancellationToken) =>
        Eventually.Async(() => Volatile.Read(ref _inside) >= requests, TimeSpan.FromSeconds(60), $"{requests} requests inside", cancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
