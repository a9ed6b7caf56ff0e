using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.Caching;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Tests.Hosting;

/// <summary>A small host with the cache in memory, in this process.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestApp(WebApplication app, bool overHttp2)
    {
        _app = app;
        Client = app.Services.GetRequiredService<IServer>() is TestServer server ? server.CreateClient() : Connect(app, overHttp2);
        Client.Timeout = TimeSpan.FromMinutes(2);
    }

    private static HttpClient Connect(WebApplication app, bool overHttp2)
    {
        var sockets = new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false };
        return new HttpClient(overHttp2 ? new Http2Handler(sockets) : sockets) { BaseAddress = new Uri(app.Urls.First()) };
    }

    // A message says its version itself, whatever the client's default is.
    private sealed class Http2Handler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Version = HttpVersion.Version20;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
            return base.SendAsync(request, cancellationToken);
        }
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public CacheEngine Engine => Services.GetRequiredService<CacheEngine>();

    public CacheSettingsSource Settings => Services.GetRequiredService<CacheSettingsSource>();

    public ICacheEvictor Evictor => Services.GetRequiredService<ICacheEvictor>();

    public static async Task<TestApp> StartAsync(
        Action<WebApplication> endpoints,
        Action<TaskerCachingOptions>? options = null,
        Action<IServiceCollection>? services = null,
        ILoggerProvider? logs = null,
        Action<WebApplication>? pipeline = null,
        IConfiguration? configuration = null,
        bool overKestrel = false,
        bool overHttp2 = false)
    {
        var builder = WebApplication.CreateBuilder();
        if (overKestrel)
        {
            // A client on a machine that does a lot else is not one that reads too slowly.
            builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(options =>
            {
                options.Limits.MinResponseDataRate = null;
                options.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = overHttp2 ? HttpProtocols.Http2 : HttpProtocols.Http1);
            });
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
        return new TestApp(app, overHttp2);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
