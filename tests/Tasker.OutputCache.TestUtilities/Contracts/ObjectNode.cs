using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.OutputCache.TestUtilities.Fakes;
using Tasker.OutputCache.TestUtilities.Logging;

namespace Tasker.OutputCache.TestUtilities.Contracts;

/// <summary>A host without a web server that caches objects.</summary>
public sealed class ObjectNode : IAsyncDisposable
{
    private readonly IHost _host;

    private ObjectNode(IHost host, CollectingLoggerProvider logs, CountingMeters counts)
    {
        _host = host;
        Logs = logs;
        Counts = counts;
    }

    public IServiceProvider Services => _host.Services;

    public HybridCache Cache => Services.GetRequiredService<HybridCache>();

    public HybridCache Templates => Services.GetRequiredKeyedService<HybridCache>("templates");

    public IObjectCache Plain => Services.GetRequiredService<IObjectCache>();

    public ICacheEvictor Evictor => Services.GetRequiredService<ICacheEvictor>();

    internal CacheEngine Engine => Services.GetRequiredService<CacheEngine>();

    internal NearTier Near => Services.GetRequiredService<NearTier>();

    public CollectingLoggerProvider Logs { get; }

    public CountingMeters Counts { get; }

    public int Logged(int eventId) => Logs.Entries.Count(entry => entry.EventId.Id == eventId);

    public static async Task<ObjectNode> StartAsync(
        Action<TaskerOutputCacheBuilder>? configure = null, Action<TaskerCachingOptions>? options = null, IEnumerable<KeyValuePair<string, string?>>? settings = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var logs = new CollectingLoggerProvider();
        builder.Logging.AddProvider(logs);
        builder.Logging.SetMinimumLevel(LogLevel.Debug);
        var counts = new CountingMeters();
        builder.Services.AddSingleton<System.Diagnostics.Metrics.IMeterFactory>(counts);
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        var cache = builder.Services.AddTaskerOutputCache(builder.Configuration, options);
        configure?.Invoke(cache);
        var host = builder.Build();
        await host.StartAsync();
        return new ObjectNode(host, logs, counts);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
