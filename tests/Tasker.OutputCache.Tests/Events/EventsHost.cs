using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tasker.Caching;
using Tasker.Caching.Backends.Memory;
using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.View;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Fakes;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.Tests.Http;
using Xunit;

namespace Tasker.OutputCache.Tests.Events;

/// <summary>A host without a web server, whose log can be broken and whose appends are kept.</summary>
internal sealed class EventsHost : IAsyncDisposable
{
    private readonly IHost _host;

    private EventsHost(IHost host, ManualClock clock, FakeEvictionLog log, CollectingLoggerProvider lines, CountingMeters meters)
    {
        _host = host;
        Clock = clock;
        Log = log;
        Lines = lines;
        Meters = meters;
    }

    public ManualClock Clock { get; }

    public FakeEvictionLog Log { get; }

    public CollectingLoggerProvider Lines { get; }

    public CountingMeters Meters { get; }

    public ICacheEvents Events => _host.Services.GetRequiredService<ICacheEvents>();

    public ICacheEvictor Evictor => _host.Services.GetRequiredService<ICacheEvictor>();

    public EvictionView View => _host.Services.GetRequiredService<EvictionView>();

    public CacheSettingsSource Settings => _host.Services.GetRequiredService<CacheSettingsSource>();

    public EvictionJournal Journal => _host.Services.GetRequiredService<EvictionJournal>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<EventsHost> StartAsync(Action<TaskerOutputCacheBuilder> mappings, Action<IServiceProvider>? beforeStart = null)
    {
        var clock = new ManualClock();
        var log = new FakeEvictionLog(new InMemoryEvictionLog(clock, TimeSpan.FromHours(2)));
        var lines = new CollectingLoggerProvider();
        var meters = new CountingMeters();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(lines).SetMinimumLevel(LogLevel.Debug);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSingleton<ICacheBackendProvider>(new TestBackend(log, new SharedTier()));
        mappings(builder.Services.AddTaskerOutputCache(new ConfigurationBuilder().Build(), static options => options.Backend = "redis"));
        builder.Services.Replace(ServiceDescriptor.Singleton<IMeterFactory>(meters));
        var host = builder.Build();
        beforeStart?.Invoke(host.Services);
        await host.StartAsync(Token);
        return new EventsHost(host, clock, log, lines, meters);
    }

    /// <summary>Declares dimensions, as the endpoints of a web host do.</summary>
    public static void Declare(IServiceProvider services, string resource, params string[] dimensions)
    {
        var tags = services.GetRequiredService<ResourceTags>();
        Assert.True(tags.Get(resource).TryAdd(dimensions, "the test", out _));
        tags.Fix();
    }

    /// <summary>Says whether what was computed here at a point has been evicted since.</summary>
    public bool IsEvicted(EvictionPoint since, string tag) =>
        View.JudgeNear(new NearStamp(since.Tick, since.Horizon, IsComputedHere: true), TagSlots.Of(View, [tag])) == Verdict.Void;

    public bool IsStale(EvictionPoint since, string tag) =>
        View.JudgeNear(new NearStamp(since.Tick, since.Horizon, IsComputedHere: true), TagSlots.Of(View, [tag])) == Verdict.Stale;

    public Task StopAsync() => _host.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        // What the host still waits for is a matter of its clock.
        var stopping = StopAsync();
        await Clock.AdvanceUntilAsync(TimeSpan.FromMilliseconds(100), () => stopping.IsCompleted, "the host has stopped");
        await stopping;
        _host.Dispose();
        Meters.Dispose();
    }
}
