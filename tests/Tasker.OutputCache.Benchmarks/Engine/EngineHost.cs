using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.OutputCache.FrameworkStore;
using Tasker.OutputCache.Responses.Stored;

namespace Tasker.OutputCache.Benchmarks.Engine;

/// <summary>The engine of a node in memory, without a server.</summary>
internal sealed class EngineHost : IDisposable
{
    private readonly ServiceProvider _services;

    public EngineHost(int capacity)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddTaskerOutputCache(new ConfigurationBuilder().Build(), options =>
        {
            options.Memory.MaxCapacity = capacity;
            options.Memory.MaxBytes = 16L * 1024 * 1024 * 1024;
        });
        _services = services.BuildServiceProvider();
        Engine = _services.GetRequiredService<CacheEngine>();
        View = _services.GetRequiredService<EvictionView>();
        Near = _services.GetRequiredService<Tasker.Caching.Engine.NearTier>();
        Evictor = _services.GetRequiredService<ICacheEvictor>();
        Settings = _services.GetRequiredService<ResourceCatalog>().Get("analytics");
        if (!_services.GetRequiredService<EvictionFollower>().CatchUpAsync().GetAwaiter().GetResult())
        {
            throw new InvalidOperationException("The eviction log could not be read.");
        }
    }

    public CacheEngine Engine { get; }

    public EvictionView View { get; }

    public Tasker.Caching.Engine.NearTier Near { get; }

    public ICacheEvictor Evictor { get; }

    public ResourceSettings Settings { get; }

    /// <summary>Stores an entry as a request does that has just computed it.</summary>
    public void Fill(string key, byte[] body, IReadOnlyList<string> tags)
    {
        var work = new FrameworkOperation(key, Settings);
        var life = TimeSpan.FromHours(1);
        if (Engine.TryBegin(work)?.Complete(new OpaqueResponse(body), new EntryTags(tags), new CacheLifetime(life, TimeSpan.Zero, TimeSpan.Zero)) != true)
        {
            throw new InvalidOperationException($"'{key}' was not stored.");
        }
    }

    public void Dispose() => _services.Dispose();
}
