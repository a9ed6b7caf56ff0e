using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Tasker.OutputCache.Benchmarks.Requests;

/// <summary>One application with one endpoint: a body for each of 1,000 values of a query parameter.</summary>
internal sealed class RequestHost : IAsyncDisposable
{
    public const int Keys = 1000;
    public const int BodyLength = 4096;
    private const long LargestMemory = 4L << 30;
    public const string Path = "/v1/analytics/performance";

    /// <summary>Where a host tells, in a process of its own, how often its handler ran.</summary>
    public const string RunsPath = "/runs";

    public static readonly TimeSpan UncachedTime = TimeSpan.FromMilliseconds(20);

    private readonly WebApplication _app;
    private int _runs;

    // As many as a cache holds: one array in the processor's own memory would be no fair bare endpoint.
    private readonly byte[][] _bodies;
    private readonly Dictionary<string, int> _keys;
    private readonly string[] _tags;

    private RequestHost(WebApplication app, int bodyLength)
    {
        _app = app;
        var body = MakeBody(bodyLength);
        _bodies = [.. Enumerable.Range(0, Keys).Select(key => BodyFor(key, body))];
        _keys = Enumerable.Range(0, Keys).ToDictionary(NameOf, static key => key, StringComparer.Ordinal);
        _tags = [.. Enumerable.Range(0, Keys).Select(static key => $"\"{Base64Url.EncodeToString(SHA256.HashData(BitConverter.GetBytes(key)).AsSpan(0, 16))}\"")];
    }

    // Figures and names, as a report has them: it can be compressed to a third or so.
    private static byte[] MakeBody(int length)
    {
        var random = new Random(length);
        var text = new StringBuilder($"[{{\"namespace\":\"{NameOf(0)}\",\"executions\":0,\"p95_ms\":0}},");
        while (text.Length < length)
        {
            text.Append(CultureInfo.InvariantCulture, $"{{\"namespace\":\"n{random.Next(100)}\",\"executions\":{random.Next(100_000)},\"p95_ms\":{random.Next(1_000_000) / 1000.0}}},");
        }

        return Encoding.ASCII.GetBytes(text.ToString(0, length));
    }

    private static byte[] BodyFor(int key, byte[] body)
    {
        var own = body.ToArray();
        Encoding.ASCII.GetBytes(NameOf(key)).CopyTo(own, "[{\"namespace\":\"".Length);
        return own;
    }

    /// <summary>Gets how often the endpoint's handler ran.</summary>
    public int Runs => Volatile.Read(ref _runs);

    /// <summary>Gets or sets how long the endpoint's handler takes.</summary>
    public TimeSpan HandlerTime { get; set; }

    public InProcessServer InProcess => (InProcessServer)_app.Services.GetRequiredService<IServer>();

    public int Port => new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    /// <param name="addCache">Adds the cache of <see cref="Variant.Tasker"/> and <see cref="Variant.TaskerMiddleware"/>, or the store of <see cref="Variant.MicrosoftRedis"/>; null for one in memory as it comes.</param>
    public static async Task<RequestHost> StartAsync(Variant variant, bool inProcess, int bodyLength = BodyLength, Action<IServiceCollection>? addCache = null, IConnectionListenerFactory? transport = null)
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
            if (transport is not null)
            {
                builder.Services.AddSingleton(transport);
            }
        }

        switch (variant)
        {
            case Variant.Microsoft:
                builder.Services.AddOutputCache(static options => options.SizeLimit = LargestMemory);
                break;
            case Variant.MicrosoftRedis:
                builder.Services.AddOutputCache();
                addCache!(builder.Services);
                break;
            case Variant.MicrosoftCompressed:
                builder.Services.AddOutputCache(static options => options.MaximumBodySize = 1 << 20);
                builder.Services.AddResponseCompression(static options => options.MimeTypes = ["application/json"]);
                break;
            case Variant.Tasker or Variant.TaskerMiddleware:
                (addCache ?? (static services => services.AddTaskerOutputCache(new ConfigurationBuilder().Build())))(builder.Services);
                break;
        }

        var app = builder.Build();
        var host = new RequestHost(app, bodyLength);
        app.UseRouting();
        if (variant == Variant.MicrosoftCompressed)
        {
            app.UseResponseCompression();
        }

        if (variant == Variant.TaskerMiddleware)
        {
            app.UseTaskerOutputCache();
        }
        else if (IsCached(variant))
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
        var looks = variant is not (Variant.Bare or Variant.SameBytes);
        RequestDelegate handler = async context =>
        {
            var run = Interlocked.Increment(ref _runs);
            var any = (int)((uint)run * 2_654_435_761u % Keys);
            var key = looks && _keys.TryGetValue(context.Request.Query["namespace"].ToString(), out var named) ? named : any;
            var body = _bodies[key];
            if (variant == Variant.Uncached || HandlerTime > TimeSpan.Zero)
            {
                await Task.Delay(variant == Variant.Uncached ? UncachedTime : HandlerTime);
            }

            if (variant is Variant.SameBytes or Variant.ByParameter)
            {
                context.Response.Headers.ETag = _tags[key];
                context.Response.Headers.Vary = "Accept-Encoding";
                context.Response.Headers.Age = "5";
                context.Response.Headers["Cache-Status"] = "tasker; hit; ttl=3595; detail=near";
            }

            context.Response.ContentType = "application/json";
            context.Response.ContentLength = body.Length;
            await context.Response.Body.WriteAsync(body);
        };
        _app.MapGet(RunsPath, context => context.Response.WriteAsync(Runs.ToString(CultureInfo.InvariantCulture)));
        var endpoint = _app.MapGet(Path, handler);
        switch (variant)
        {
            case Variant.Microsoft or Variant.MicrosoftRedis or Variant.MicrosoftCompressed:
                endpoint.CacheOutput(static policy => policy.SetVaryByQuery("hours", "namespace").Tag("analytics").Expire(TimeSpan.FromHours(1)));
                break;
            case Variant.Tasker or Variant.TaskerMiddleware:
                endpoint.CacheAnalytics("performance", vary: ["hours=24", "namespace"], static options => options.Ttl = TimeSpan.FromHours(1));
                break;
        }
    }

    public static bool IsCached(Variant variant) => variant is not (Variant.Bare or Variant.ByParameter or Variant.SameBytes or Variant.Uncached);

    public static string QueryOf(int key) => $"?hours=24&namespace={NameOf(key)}";

    private static string NameOf(int key) => $"n{key:000}";

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
