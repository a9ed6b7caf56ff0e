using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.OutputCache.Testing;

namespace Tasker.OutputCache.Cli.Tests;

/// <summary>A host with the administration on a free port, and the tool that asks it.</summary>
internal sealed class ToolHost : IAsyncDisposable
{
    public const string Path = "/admin/cache";
    public const string Token = "s3cret";

    private readonly WebApplication _app;

    private ToolHost(WebApplication app) => _app = app;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public string Address => _app.Urls.First();

    public static async Task<ToolHost> StartAsync(string environment = "Development", bool isGuarded = false, TestCache? cache = null, Action<WebApplication>? map = null, Action<IServiceCollection>? services = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddTaskerOutputCache(builder.Configuration);
        builder.Services.AddAuthentication(TokenHandler.Scheme).AddScheme<TokenOptions, TokenHandler>(TokenHandler.Scheme, null);
        builder.Services.AddAuthorization();
        if (cache is not null)
        {
            builder.Services.UseTestCache(cache);
        }

        services?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseOutputCache();
        app.MapGet("/orders", static (string? region) => $"orders of {region}").CacheResource("orders", "list");
        app.MapGet("/cookies", static (HttpContext context) => context.Response.Cookies.Append("a", "b")).CacheResource("orders", "cookies");
        var group = app.MapTaskerCache(Path, static options => options.MaySeePartitions = static context => context.User.Identity is { IsAuthenticated: true });
        if (isGuarded)
        {
            group.RequireAuthorization();
        }

        map?.Invoke(app);
        await app.StartAsync(Cancellation);
        return new ToolHost(app);
    }

    public async Task<HttpResponseMessage> GetAsync(string path)
    {
        using var client = new HttpClient();
        return await client.GetAsync(new Uri(Address + path), Cancellation);
    }

    /// <summary>Runs the tool against this host.</summary>
    public Task<ToolRun> RunAsync(params string[] args) => ToolRun.OfAsync([.. args, "--url", Address + Path]);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
