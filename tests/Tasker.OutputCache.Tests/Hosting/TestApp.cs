using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.OutputCache.Configuration;
using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Tests.Hosting;

/// <summary>A small host with the cache in memory, in this process.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestApp(WebApplication app)
    {
        _app = app;
        Client = app.Services.GetRequiredService<IServer>() is TestServer server ? server.CreateClient() : Connect(app);
        Client.Timeout = TimeSpan.FromMinutes(2);
    }

    private static HttpClient Connect(WebApplication app) =>
        new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.First()) };

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public CacheEngine Engine => Services.GetRequiredService<CacheEngine>();

    public CacheSettingsSource Settings => Services.GetRequiredService<CacheSettingsSource>();

    public ICacheEvictor Evictor => Services.GetRequiredService<ICacheEvictor>();

    public static async Task<TestApp> StartAsync(
        Action<WebApplication> endpoints,
        Action<TaskerOutputCacheOptions>? options = null,
        Action<IServiceCollection>? services = null,
        ILoggerProvider? logs = null,
        Action<WebApplication>? pipeline = null,
        IConfiguration? configuration = null,
        bool overKestrel = false)
    {
        var builder = WebApplication.CreateBuilder();
        if (overKestrel)
        {
            // A client on a machine that does a lot else is not one that reads too slowly.
            builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(static options => options.Limits.MinResponseDataRate = null);
        }
        else
        {
            builder.WebHost.UseTestServer();
        }

        builder.Logging.ClearProviders();
        if (logs is not null)
        {
            builder.Logging.AddProvider(logs);
            builder.Logging.SetMinimumLevel(LogLevel.Debug);
        }

        builder.Services.AddTaskerOutputCache(configuration ?? new ConfigurationBuilder().Build(), options);
        services?.Invoke(builder.Services);
        var app = builder.Build();
        (pipeline ?? (static app => app.UseOutputCache()))(app);
        endpoints(app);
        await app.StartAsync();
        return new TestApp(app);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
