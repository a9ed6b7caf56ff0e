using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Tasker.Caching;
using Tasker.Caching.Computing;
using Tasker.Caching.Engine;
using Tasker.Caching.Far;
using Tasker.Caching.Guards;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Fakes;
using Tasker.OutputCache.Tests.Evictions;

namespace Tasker.OutputCache.Tests.Tiers;

/// <summary>A node as the host puts it together, over a log and a far tier that can be broken.</summary>
internal sealed class EngineNode
{
    public EngineNode(ManualClock clock, IEvictionLog log, FakeFarStore store, Action<TaskerCachingOptions>? configure = null, EngineEnvironment? environment = null)
    {
        Clock = clock;
        Far = new FakeFarTier(store);
        var options = new TaskerCachingOptions { TtlJitterPercent = 0 };
        options.Resources["analytics"] = new CacheResourceOptions { Ttl = TimeSpan.FromSeconds(60) };
        options.Resources["strict"] = new CacheResourceOptions { Ttl = TimeSpan.FromSeconds(60), Consistency = CacheConsistency.Strict };
        options.Resources["careful"] = new CacheResourceOptions { Ttl = TimeSpan.FromSeconds(60), ServeWhenDetached = false };
        configure?.Invoke(options);
        Settings = new CacheSettingsSource(CacheSettings.Of(options) with { GatherTime = TimeSpan.Zero });
        Resources = new ResourceCatalog(Settings);
        Evictions = new EvictionNode(clock, log, settings: Settings);
        var metrics = new CacheMetrics(Counts);
        Near = new NearTier(NearTierOptions.Of(Settings.Current), clock, entry => entry is CachedEntry cached && cached.Judge(View) == Verdict.Void);
        Endpoint = new FarEndpoint("fake", Settings, clock, NullLogger.Instance);
        Access = new FarAccess(Evictions.Follower, Endpoint, Far, metrics);
        var leases = new LeaseReturns(Access, Settings, clock);
        Leases = new LeaseKeeper(Evictions.View, Access, Settings, clock);
        Writer = new FarWriter(Access, leases, Settings, metrics, environment);
        Engine = new CacheEngine(View, Evictions.Follower, Near, new FarReader(View, Evictions.Follower, Access, Leases, metrics, clock, environment), Writer, leases, Settings, clock, environment);
    }

    public ManualClock Clock { get; }

    public EvictionNode Evictions { get; }

    public EvictionView View => Evictions.View;

    public FakeFarTier Far { get; }

    public CacheSettingsSource Settings { get; }

    public ResourceCatalog Resources { get; }

    public CountingMeters Counts { get; } = new();

    public NearTier Near { get; }

    public FarEndpoint Endpoint { get; }

    public FarAccess Access { get; }

    public LeaseKeeper Leases { get; }

    public FarWriter Writer { get; }

    public CacheEngine Engine { get; }

    public TestWork Work(string key = "k", string[]? tags = null, string resource = "analytics", ResourceSet[]? sets = null) =>
        new(key, Resources.Get(resource), tags ?? ["t"], sets);

    public static StoredResponse Content(string text) => new(200, [new StoredHeader("Content-Type", "text/plain")], Encoding.UTF8.GetBytes(text));

    public static string? TextOf(CacheLookup lookup) =>
        lookup.Entry is { } entry ? Encoding.UTF8.GetString(((StoredResponse)entry.Content).Body.Span) : null;

    public Task<CacheLookup> LookupAsync(TestWork work) => LookupUntilAsync(work, CancellationToken.None);

    public async Task<CacheLookup> LookupUntilAsync(TestWork work, CancellationToken gone)
    {
        var lookup = await Engine.LookupAsync(work, gone);
        work.Computation = lookup.Computation;
        return lookup;
    }

    public bool Store(TestWork work, string text, params string[] moreTags) =>
        work.Computation is { } computation && computation.Complete(Content(text), new EntryTags([.. work.KnownTags, .. moreTags], work.Known.Sets), Engine.LifeOf(work.Settings, work.Settings.Ttl));

    /// <summary>Looks up, and computes where nothing was found.</summary>
    public async Task<string> GetAsync(string value, TestWork? work = null)
    {
        work ??= Work();
        var lookup = await LookupAsync(work);
        if (TextOf(lookup) is { } text)
        {
            return text;
        }

        Store(work, value);
        return value;
    }
}
