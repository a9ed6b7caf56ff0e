using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tasker.OutputCache.Configuration;
using Tasker.OutputCache.Diagnostics;
using Tasker.OutputCache.Diagnostics.Guards;
using Tasker.OutputCache.Evictions;
using Tasker.OutputCache.Hosting;
using Tasker.OutputCache.Policies;
using Tasker.OutputCache.Resilience;
using Tasker.OutputCache.Revalidation;
using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Admin;

/// <summary>The handlers of the administration, made when it is mapped: a host that does not map it has none of this.</summary>
internal sealed class AdminServices
{
    public AdminServices(IServiceProvider services)
    {
        var clock = services.GetRequiredService<TimeProvider>();
        var near = services.GetRequiredService<NearTier>();
        var far = services.GetRequiredService<FarAccess>();
        var view = services.GetRequiredService<EvictionView>();
        var follower = services.GetRequiredService<EvictionFollower>();
        var resources = services.GetRequiredService<ResourceCatalog>();
        var engine = services.GetRequiredService<CacheEngine>();
        var statistics = services.GetRequiredService<CacheStatistics>();
        var warmUp = services.GetRequiredService<WarmUpState>();
        var evictor = services.GetRequiredService<ICacheEvictor>();

        var node = new NodeStatus(
            resources,
            view,
            follower,
            services.GetRequiredService<EvictionJournal>(),
            far,
            services.GetRequiredService<FarEndpoint>(),
            near,
            engine,
            warmUp,
            statistics,
            services.GetRequiredService<BackgroundLoops>());
        var stats = new StatsCollector(statistics, services.GetRequiredService<EvictionHistory>(), near, node, clock);
        Status = new StatusAdmin(node, stats);
        Evictions = new EvictionAdmin(evictor, new PatternRemoval(near, far, clock), stats);
        Entries = new EntryAdmin(new EntryList(near, view, follower, resources, clock), evictor);
        Events = new EventStream(stats, services.GetRequiredService<IHostApplicationLifetime>(), clock);
        WarmUp = new WarmUpAdmin(services.GetRequiredService<WarmUpService>(), warmUp);
        Explainer = new CacheExplainer(
            services.GetRequiredService<CacheEndpointCatalog>(),
            services.GetRequiredService<CacheAdmission>(),
            services.GetRequiredService<RequestOrigins>(),
            services.GetRequiredService<MiddlewareOrder>(),
            resources,
            engine,
            statistics,
            services.GetRequiredService<CachePresence>(),
            clock);
    }

    public StatusAdmin Status { get; }

    public EvictionAdmin Evictions { get; }

    public EntryAdmin Entries { get; }

    public EventStream Events { get; }

    public WarmUpAdmin WarmUp { get; }

    public CacheExplainer Explainer { get; }
}
