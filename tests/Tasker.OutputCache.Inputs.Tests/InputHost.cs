using Microsoft.AspNetCore.TestHost;
using Tasker.Caching;
using Tasker.OutputCache.TestUtilities.Logging;
using Xunit;

namespace Tasker.OutputCache.Inputs.Tests;

/// <summary>A host in this process, over one of the two middlewares.</summary>
internal sealed class InputHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private InputHost(WebApplication app, CollectingLoggerProvider logs)
    {
        _app = app;
        Logs = logs;
        Client = app.GetTestClient();
    }

    public HttpClient Client { get; }

    public CollectingLoggerProvider Logs { get; }

    public ICacheEvictor Evictor => _app.Services.GetRequiredService<ICacheEvictor>();

    public static async Task<InputHost> StartAsync(bool overTasker, Action<IServiceCollection> services, Action<WebApplication> endpoints)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = typeof(InputHost).Assembly.GetName().Name });
        builder.WebHost.UseTestServer();
        var logs = new CollectingLoggerProvider();
        builder.Logging.ClearProviders().AddProvider(logs);
        builder.Services.AddTaskerOutputCache(new ConfigurationBuilder().Build());
        services(builder.Services);
        var app = builder.Build();
        app.UseRouting();
        _ = overTasker ? app.UseTaskerOutputCache() : app.UseOutputCache();
        endpoints(app);
        await app.StartAsync();
        return new InputHost(app, logs);
    }

    /// <summary>Leaves one page of this assembly: what maps pages maps all of them.</summary>
    public static Action<Microsoft.AspNetCore.Mvc.RazorPages.RazorPagesOptions> OnlyPage(string page) => options => options.Conventions.AddFolderRouteModelConvention("/", model =>
    {
        if (model.ViewEnginePath != page)
        {
            model.Selectors.Clear();
        }
    });

    public async Task<string> GetAsync(string url) => await Client.GetStringAsync(url, TestContext.Current.CancellationToken);

    public async Task<string> StatusAsync(string url)
    {
        using var response = await Client.GetAsync(url, TestContext.Current.CancellationToken);
        return Assert.Single(response.Headers.GetValues("Cache-Status"));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Logs.Dispose();
    }
}
