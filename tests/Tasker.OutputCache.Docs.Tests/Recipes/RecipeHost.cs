using System.Net.Http.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.Caching;
using Tasker.OutputCache.Docs.Tests.Assumptions;
using Tasker.OutputCache.TestUtilities.Logging;
using Xunit;

namespace Tasker.OutputCache.Docs.Tests.Recipes;

/// <summary>A host with one recipe, over one of the two middlewares.</summary>
internal sealed class RecipeHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private RecipeHost(WebApplication app, CollectingLoggerProvider logs)
    {
        _app = app;
        Logs = logs;
        _client = app.GetTestClient();
    }

    public CollectingLoggerProvider Logs { get; }

    public ICacheEvictor Cache => _app.Services.GetRequiredService<ICacheEvictor>();

    public FeatureFlags Flags => _app.Services.GetRequiredService<FeatureFlags>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<RecipeHost> StartAsync(bool overTasker, Action<WebApplication> endpoints, Action<WebApplication>? before = null, Action<IServiceCollection>? services = null)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        var logs = new CollectingLoggerProvider();
        builder.Logging.ClearProviders().AddProvider(logs);
        builder.Services.AddTaskerOutputCache(new ConfigurationBuilder().Build());
        builder.Services.AddSingleton<FeatureFlags>().AddSingleton<OrderBook>();
        builder.Services.AddAuthentication(HeaderUsers.Name).AddScheme<AuthenticationSchemeOptions, HeaderUsers>(HeaderUsers.Name, null);
        builder.Services.AddAuthorization();
        services?.Invoke(builder.Services);
        var app = builder.Build();
        before?.Invoke(app);
        app.UseAuthentication();
        app.UseAuthorization();
        _ = overTasker ? app.UseTaskerOutputCache() : app.UseOutputCache();
        endpoints(app);
        await app.StartAsync(Token);
        return new RecipeHost(app, logs);
    }

    /// <summary>Sends a request.</summary>
    /// <param name="url">The path, or the whole address.</param>
    /// <param name="headers">Names and values by turns.</param>
    /// <returns>The answer, and whether it was a hit.</returns>
    public async Task<(string Answer, bool IsHit)> GetAsync(string url, params string[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        foreach (var header in headers.Chunk(2))
        {
            request.Headers.Add(header[0], header[1]);
        }

        using var response = await _client.SendAsync(request, Token);
        response.EnsureSuccessStatusCode();
        var status = Assert.Single(response.Headers.GetValues("Cache-Status"));
        return (await response.Content.ReadAsStringAsync(Token), status.StartsWith("tasker; hit", StringComparison.Ordinal));
    }

    public async Task<string> PostAsync(string url, object body)
    {
        // With its length: a body in chunks is not cached, and that is what PostAsJsonAsync sends.
        using var content = JsonContent.Create(body);
        await content.LoadIntoBufferAsync(Token);
        using var response = await _client.PostAsync(url, content, Token);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Logs.Dispose();
    }
}
