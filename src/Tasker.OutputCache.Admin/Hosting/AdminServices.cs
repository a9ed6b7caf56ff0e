using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tasker.Caching;
using Tasker.Caching.Backends;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Admin.Endpoints;
using Tasker.OutputCache.Admin.Entries;
using Tasker.OutputCache.Admin.Explaining;
using Tasker.OutputCache.Admin.Instances;
using Tasker.OutputCache.Admin.Status;
using Tasker.OutputCache.Engine;

namespace Tasker.OutputCache.Admin.Hosting;

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
            services.GetRequiredService<BackgroundLoops>(),
            services.GetServices<ICacheFeed>());
        var stats = new StatsCollector(statistics, services.GetRequiredService<EvictionHistory>(), near, node, clock);
        Status = new StatusAdmin(node, stats);
        Evictions = new EvictionAdmin(evictor, new PatternRemoval(near, far, clock), stats, new EvictionPreview(near, view, services.GetRequiredService<ITagExpander>(), clock));
        var catalog = services.GetRequiredService<CacheEndpointCatalog>();
        var tables = services.GetRequiredService<TableCoverage>();
        var names = new KeyNames(catalog, resources);
        Entries = new EntryAdmin(new EntryList(near, view, follower, resources, names, clock), names, evictor);
        Endpoints = new EndpointAdmin(catalog, resources, statistics, tables, services.GetRequiredService<ShadowMode>());
        Events = new EventStream(stats, services.GetRequiredService<IHostApplicationLifetime>(), clock);
        History = new HistoryAdmin(services.GetRequiredService<CacheHistory>(), statistics);
        Instances = new InstanceAdmin(services.GetRequiredService<ClusterView>(), clock);
        WarmUp = new WarmUpAdmin(services.GetRequiredService<WarmUpService>(), warmUp);
        Explainer = new CacheExplainer(
            catalog,
            services.GetRequiredService<CacheAdmission>(),
            services.GetRequiredService<RequestOrigins>(),
            services.GetRequiredService<PipelineDiagnostics>(),
            resources,
            engine,
            statistics,
            services.GetRequiredService<CachePresence>(),
            tables,
            names,
            clock);
    }

    public StatusAdmin Status { get; }

    public EvictionAdmin Evictions { get; }

    public EntryAdmin Entries { get; }

    public EndpointAdmin Endpoints { get; }

    public EventStream Events { get; }

    public HistoryAdmin History { get; }

    public InstanceAdmin Instances { get; }

    public WarmUpAdmin WarmUp { get; }

    public CacheExplainer Explainer { get; }
}
