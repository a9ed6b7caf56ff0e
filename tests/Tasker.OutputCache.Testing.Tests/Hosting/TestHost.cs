using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Tasker.OutputCache.Testing.Tests.Hosting;

/// <summary>A host with one cached endpoint, over either middleware, as a team would test its own.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _runs;

    private TestHost(TestCache cache, bool overTasker, Action<TaskerCachingOptions>? configure)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddTaskerOutputCache(builder.Configuration)
            .EvictOn<Shipped>(static shipped => [CacheTag.For("orders").With("region", shipped.Region)]);
        builder.Services.UseTestCache(cache, configure);
        _app = builder.Build();
        _ = overTasker ? _app.UseTaskerOutputCache() : _app.UseOutputCache();
        _app.MapGet("/orders", (string? region) => $"{region}: {Interlocked.Increment(ref _runs)}").CacheResource("orders");
        _app.MapPost("/orders", static () => Results.Accepted());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public int Runs => Volatile.Read(ref _runs);

    public IServiceProvider Services => _app.Services;

    public ICacheEvictor Evictor => Services.GetRequiredService<ICacheEvictor>();

    public static async Task<TestHost> StartAsync(TestCache cache, bool overTasker = false, Action<TaskerCachingOptions>? configure = null)
    {
        var host = new TestHost(cache, overTasker, configure);
        await host._app.StartAsync(Token);
        return host;
    }

    public async Task<HttpResponseMessage> GetAsync(string query = "") => await _app.GetTestClient().GetAsync(new Uri($"/orders{query}", UriKind.Relative), Token);

    public async Task PostAsync() => (await _app.GetTestClient().PostAsync(new Uri("/orders", UriKind.Relative), null, Token)).EnsureSuccessStatusCode();

    public Task StopAsync() => _app.StopAsync(Token);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    internal sealed record Shipped(string Region);
}
