using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Tasker.OutputCache.Benchmarks.Requests;

/// <summary>One application with one endpoint: a body of 4 KB for each of 1,000 values of a query parameter.</summary>
internal sealed class RequestHost : IAsyncDisposable
{
    public const int Keys = 1000;
    public const int BodyLength = 4096;
    public const string Path = "/v1/analytics/performance";

    private readonly WebApplication _app;
    private int _runs;

    private RequestHost(WebApplication app) => _app = app;

    /// <summary>Gets how often the endpoint's handler ran.</summary>
    public int Runs => Volatile.Read(ref _runs);

    public InProcessServer InProcess => (InProcessServer)_app.Services.GetRequiredService<IServer>();

    public int Port => new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    public static async Task<RequestHost> StartAsync(Variant variant, bool inProcess)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        if (inProcess)
        {
            builder.Services.AddSingleton<IServer, InProcessServer>();
        }
        else
        {
            builder.WebHost.UseKestrelCore().ConfigureKestrel(static options => options.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http1));
        }

        switch (variant)
        {
            case Variant.Microsoft:
                builder.Services.AddOutputCache();
                break;
            case Variant.Tasker:
                builder.Services.AddTaskerOutputCache(new ConfigurationBuilder().Build());
                break;
        }

        var app = builder.Build();
        var host = new RequestHost(app);
        app.UseRouting();
        if (variant != Variant.Bare)
        {
            app.UseOutputCache();
        }

        host.Map(variant);
        app.UseEndpoints(static _ => { });
        await app.StartAsync();
        return host;
    }

    private void Map(Variant variant)
    {
        var body = new byte[BodyLength];
        Array.Fill(body, (byte)'x');
        RequestDelegate handler = context =>
        {
            Interlocked.Increment(ref _runs);
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = BodyLength;
            return context.Response.Body.WriteAsync(body).AsTask();
        };
        var endpoint = _app.MapGet(Path, handler);
        switch (variant)
        {
            case Variant.Microsoft:
                endpoint.CacheOutput(static policy => policy.SetVaryByQuery("hours", "namespace").Tag("analytics").Expire(TimeSpan.FromHours(1)));
                break;
            case Variant.Tasker:
                endpoint.CacheAnalytics("performance", vary: ["hours=24", "namespace"], static options => options.Ttl = TimeSpan.FromHours(1));
                break;
        }
    }

    public static string QueryOf(int key) => $"?hours=24&namespace=n{key:000}";

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
