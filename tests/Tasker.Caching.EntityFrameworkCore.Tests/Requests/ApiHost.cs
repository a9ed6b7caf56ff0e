using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tasker.Caching.EntityFrameworkCore.Tests.Model;

namespace Tasker.Caching.EntityFrameworkCore.Tests.Requests;

/// <summary>An API over the tasks: <c>/counts</c> is cached by namespace, <c>/late</c> by a tag that its handler adds, <c>/tagged</c> by one of a resource, and <c>/object</c> reads an object.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ApiHost(WebApplication app)
    {
        _app = app;
    }

    private HttpClient Client => field ??= _app.GetTestClient();

    public IServiceProvider Services => _app.Services;

    /// <summary>Gets or sets what a handler waits for after it has read.</summary>
    public Func<Task> AfterRead { get; set; } = static () => Task.CompletedTask;

    public static async Task<ApiHost> StartAsync(string database, Action<IApplicationBuilder>? pipeline = null, string? redis = null)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.Services.AddDbContext<TaskerContext>(options => options.UseNpgsql(database));
        var cache = builder.Services
            .AddTaskerOutputCache(new ConfigurationBuilder().AddInMemoryCollection(SettingsOf(redis)).Build())
            .EvictOnSave<TaskRow>(static row => [CacheTag.For("tasks").With("namespace", row.Namespace), "late"], whenRowsUnknown: [CacheTag.For("tasks"), "late"]);
        if (redis is not null)
        {
            cache.AddRedis();
        }

        var app = builder.Build();
        var host = new ApiHost(app);
        pipeline?.Invoke(app);
        app.UseOutputCache();
        app.MapGet("/counts", host.CountAsync).CacheResource("tasks", "counts", vary: ["namespace"]);
        app.MapGet("/late", (HttpContext http, TaskerContext context) =>
        {
            http.TagCachedResponse("late");
            return host.CountAsync(context, null);
        }).CacheResource("others", "late");
        app.MapGet("/tagged", (HttpContext http, TaskerContext context) =>
        {
            http.TagCachedResponse(CacheTag.For("tasks").With("namespace", "n"));
            return host.CountAsync(context, "n");
        }).CacheResource("others", "tagged");
        app.MapGet("/object", (HybridCache objects, TaskerContext context) =>
            objects.GetOrCreateAsync("counts", async _ => await ReadAsync(context, null), tags: ["late"]).AsTask());
        await app.StartAsync();
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<TaskerContext>().Database.EnsureCreatedAsync();
        return host;
    }

    private static Dictionary<string, string?> SettingsOf(string? redis) => new()
    {
        ["common:cache:backend"] = redis is null ? "memory" : "redis",
        ["common:cache:redis:url"] = redis,
        ["common:cache:resources:tasks:ttl_seconds"] = "3600",
        ["common:cache:resources:others:ttl_seconds"] = "3600",
    };

    private async Task<string> CountAsync(TaskerContext context, string? @namespace)
    {
        var text = await ReadAsync(context, @namespace);
        await AfterRead();
        return text;
    }

    /// <summary>Returns how many rows there are, and the sum of their versions.</summary>
    public static async Task<string> ReadAsync(TaskerContext context, string? name)
    {
        var rows = context.Tasks.AsNoTracking().Where(row => name == null || row.Namespace == name);
        var found = await rows.GroupBy(static _ => 1).Select(static rows => new { Count = rows.Count(), Sum = rows.Sum(static row => row.Version) }).SingleOrDefaultAsync();
        return string.Create(CultureInfo.InvariantCulture, $"{found?.Count ?? 0} {found?.Sum ?? 0}");
    }

    /// <summary>Asks, and returns the answer and whether it came out of the cache.</summary>
    public async Task<(string Text, bool IsHit)> GetAsync(string path, string? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (change is not null)
        {
            request.Headers.Add("X-Change", change);
        }

        using var response = await Client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadAsStringAsync(), response.Headers.TryGetValues("Cache-Status", out var status) && status.Single().Contains("hit", StringComparison.Ordinal));
    }

    public AsyncServiceScope NewScope(out TaskerContext context)
    {
        var scope = _app.Services.CreateAsyncScope();
        context = scope.ServiceProvider.GetRequiredService<TaskerContext>();
        return scope;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
