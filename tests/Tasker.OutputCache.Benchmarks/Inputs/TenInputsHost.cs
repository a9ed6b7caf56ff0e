using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Tasker.OutputCache.Benchmarks.Requests;

namespace Tasker.OutputCache.Benchmarks.Inputs;

/// <summary>One application without a server. Its handler reads five parameters of the query and five headers, all of them in the key.</summary>
internal sealed class TenInputsHost : IAsyncDisposable
{
    public const string Path = "/inputs";

    private static readonly string[] Names = ["a", "b", "c", "d", "e"];
    private static readonly string[] Headers = ["X-A", "X-B", "X-C", "X-D", "X-E"];
    private static readonly byte[] Body = new byte[64];

    private readonly WebApplication _app;
    private readonly InProcessServer _server;
    private readonly InProcessFeatures _features = new();
    private int _next;
    private int _runs;

    private TenInputsHost(WebApplication app)
    {
        _app = app;
        _server = (InProcessServer)app.Services.GetRequiredService<IServer>();
        foreach (var header in Headers)
        {
            ((IHttpRequestFeature)_features).Headers[header] = header;
        }
    }

    /// <summary>Gets how often the handler ran.</summary>
    public int Runs => _runs;

    public IServiceProvider Services => _app.Services;

    /// <param name="isFastLane">Our own middleware, or else the framework's with our store.</param>
    /// <param name="isObserved">Whether what the handler reads is observed.</param>
    public static async Task<TenInputsHost> StartAsync(bool isFastLane, bool isObserved)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IServer, InProcessServer>();
        builder.Services.AddTaskerOutputCache(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["common:cache:resources:analytics:inputs"] = isObserved ? "refuse" : "ignore",
        }).Build());
        var app = builder.Build();
        var host = new TenInputsHost(app);
        app.UseRouting();
        _ = isFastLane ? app.UseTaskerOutputCache() : app.UseOutputCache();

        // What has a default is no dimension: there are four of those at most.
        app.MapGet(Path, host.AnswerAsync).CacheAnalytics("inputs", vary: [.. Names.Select(static name => $"{name}=0"), .. Headers.Select(static header => $"header:{header}=0")]);
        app.UseEndpoints(static _ => { });
        await app.StartAsync();
        return host;
    }

    private Task AnswerAsync(HttpContext context)
    {
        _runs++;
        var length = 0;
        for (var i = 0; i < Names.Length; i++)
        {
            length += context.Request.Query[Names[i]].Count + context.Request.Headers[Headers[i]].Count;
        }

        context.Response.ContentLength = Body.Length;
        return context.Response.Body.WriteAsync(Body, 0, length > 0 ? Body.Length : 0);
    }

    /// <summary>Asks for responses that are not there yet.</summary>
    public void Miss(int count)
    {
        for (var i = 0; i < count; i++)
        {
            // As long as every other one.
            Ask((++_next).ToString("x8", CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Asks for one response, which is there from the second time on.</summary>
    public void Hit(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Ask("00000000");
        }
    }

    private void Ask(string value)
    {
        _features.Reset(Path, $"?a={value}&b=2&c=3&d=4&e=5");
        _server.ProcessAsync(_features).GetAwaiter().GetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
