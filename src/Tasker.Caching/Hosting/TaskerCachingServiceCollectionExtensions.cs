using System.Diagnostics.Metrics;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tasker.Caching;
using Tasker.Caching.Cluster;
using Tasker.Caching.Computing;
using Tasker.Caching.Configuration.Binding;
using Tasker.Caching.Configuration.Keys;
using Tasker.Caching.Configuration.Resources;
using Tasker.Caching.Coverage;
using Tasker.Caching.Engine;
using Tasker.Caching.Events;
using Tasker.Caching.Evictions.Evicting;
using Tasker.Caching.Evictions.Expansion;
using Tasker.Caching.Evictions.Following;
using Tasker.Caching.Evictions.Outbox;
using Tasker.Caching.Evictions.Tags;
using Tasker.Caching.Far;
using Tasker.Caching.Guards;
using Tasker.Caching.Health;
using Tasker.Caching.Hosting;
using Tasker.Caching.Hosting.Backends;
using Tasker.Caching.Objects;
using Tasker.Caching.Objects.Values;
using Tasker.Caching.Transactions;
using Tasker.Configuration.Toml;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the engine of the cache: evictions, events and objects, in a host with or without a web server.</summary>
public static class TaskerCachingServiceCollectionExtensions
{
    /// <summary>Adds the cache of objects, evictions and events. A web host calls <c>AddTaskerOutputCache</c> instead, which includes this.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">
    /// The configuration, in which <c>common:cache</c>, <c>orchestration:cache</c> or <c>TaskerOutputCache</c> is looked for,
    /// or the section itself. Without any section the cache is on, in memory.
    /// </param>
    /// <param name="configure">Changes what the configuration says.</param>
    /// <returns>A builder for back ends and evictions.</returns>
    /// <remarks>Called a second time, only <paramref name="configure"/> counts.</remarks>
    public static TaskerCachingBuilder AddTaskerCaching(this IServiceCollection services, IConfiguration configuration, Action<TaskerCachingOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        return Add(services, configuration, configure);
    }

    /// <summary>Adds the cache of objects, evictions and events, with the configuration of the host.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Changes what the configuration says.</param>
    /// <returns>A builder for back ends and evictions.</returns>
    /// <remarks>The section is looked for in the <see cref="IConfiguration"/> that is registered. Without one, the cache is on, in memory.</remarks>
    public static TaskerCachingBuilder AddTaskerCaching(this IServiceCollection services, Action<TaskerCachingOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        return Add(services, null, configure);
    }

    private static TaskerCachingBuilder Add(IServiceCollection services, IConfiguration? configuration, Action<TaskerCachingOptions>? configure)
    {
        if (configure is not null)
        {
            services.Configure(configure);
        }

        if (services.All(static service => service.ServiceType != typeof(CacheEngine)))
        {
            AddConfiguration(services, configuration);
            AddEvictions(services);
            AddTiers(services);
            AddEvents(services);
            AddObjects(services);
        }

        return new TaskerCachingBuilder(services);
    }

    private static void AddConfiguration(IServiceCollection services, IConfiguration? configuration)
    {
        services.AddSingleton(provider => new ConfigurationKeys(provider.GetServices<PackageSection>()));
        services.AddSingleton(provider => new TaskerOptionsSetup(
            configuration ?? provider.GetService<IConfiguration>() ?? new ConfigurationManager(),
            sectionPath: null,
            provider.GetRequiredService<ConfigurationKeys>(),
            new ConfigurationVariables(provider.GetServices<ConfigurationVariable>(), provider.GetServices<PackageSection>()),
            provider.GetService<IConfiguration>() as IConfigurationRoot));
        services.AddSingleton<IConfigureOptions<TaskerCachingOptions>>(static provider => provider.GetRequiredService<TaskerOptionsSetup>());
        services.AddSingleton<IPostConfigureOptions<TaskerCachingOptions>>(static provider => provider.GetRequiredService<TaskerOptionsSetup>());
    }

    private static void AddEvictions(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(EngineEnvironment.Process);
        services.AddLogging();
        services.AddMetrics();
        GuardedLoggers.Add(services);
        services.AddSingleton(static provider => new BackgroundLoops(provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<BackgroundLoop>>()));
        services.AddSingleton<CacheStatistics>();
        services.AddSingleton(static provider => new CacheMetrics(provider.GetRequiredService<IMeterFactory>(), provider.GetRequiredService<CacheStatistics>()));
        services.AddSingleton<EvictionHistory>();
        services.AddSingleton<EvictionMetrics>();
        services.AddSingleton(static provider => new CacheSettingsSource(CacheSettings.Of(provider.GetRequiredService<IOptions<TaskerCachingOptions>>().Value)));
        services.AddSingleton(static provider => new ResourceCatalog(provider.GetRequiredService<CacheSettingsSource>(), provider.GetRequiredService<TaskerOptionsSetup>().PlaceOfResource));
        services.AddSingleton<BackendSelector>();
        services.AddSingleton(static provider => provider.GetRequiredService<BackendSelector>().Select(provider.GetRequiredService<CacheSettingsSource>().Current.Options));
        services.AddSingleton(static provider => new EvictionView(expander: provider.GetRequiredService<ITagExpander>()));
        services.AddSingleton(static provider => new EvictionJournal(
            provider.GetRequiredService<EvictionView>(),
            provider.GetRequiredService<CacheBackend>().Log,
            provider.GetRequiredService<CacheSettingsSource>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<EvictionJournal>>(),
            provider.GetRequiredService<BackgroundLoops>().Create(LoopNames.Journal)));
        services.AddSingleton(static provider => new EvictionFollower(
            provider.GetRequiredService<EvictionView>(),
            provider.GetRequiredService<EvictionJournal>(),
            FollowedLog.Of(provider.GetRequiredService<CacheBackend>()),
            provider.GetRequiredService<CacheSettingsSource>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<EvictionFollower>>(),
            provider.GetRequiredService<BackgroundLoops>().Create(LoopNames.Following),
            provider.GetRequiredService<EngineEnvironment>()) { MoreLimits = [.. provider.GetServices<ICacheLimits>()] });
        services.AddSingleton(static provider => OutboxAccess.Of(provider.GetRequiredService<CacheBackend>()));
        services.AddSingleton(static provider => ObjectKeyShape.Declare(
            provider.GetServices<ObjectKeyShape>(),
            new ResourceTags(provider.GetRequiredService<ILogger<ResourceTags>>()),
            provider.GetRequiredService<ILogger<ObjectCache>>()));
        services.AddSingleton<ITagExpander>(static provider => provider.GetRequiredService<ResourceTags>());
        services.AddSingleton<ITagCheck, KnownResources>();
        services.AddSingleton(static provider => new EvictionRefusals(
            provider.GetRequiredService<ITagCheck>(),
            provider.GetService<IHostEnvironment>()?.IsDevelopment() == true,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<CacheEvictor>>()));
        services.TryAddSingleton<ICacheEvictor>(static provider => new CacheEvictor(
            provider.GetRequiredService<EvictionJournal>(),
            provider.GetRequiredService<OutboxAccess>(),
            provider.GetRequiredService<ITagExpander>(),
            provider.GetRequiredService<EvictionMetrics>(),
            provider.GetRequiredService<EvictionRefusals>()));
    }

    private static void AddTiers(IServiceCollection services)
    {
        services.AddSingleton(static provider =>
        {
            var view = provider.GetRequiredService<EvictionView>();
            var settings = provider.GetRequiredService<CacheSettingsSource>();
            var near = new NearTier(
                NearTierOptions.Of(settings.Current),
                provider.GetRequiredService<TimeProvider>(),
                entry => entry is CachedEntry cached && cached.Judge(view) == Verdict.Void);
            near.Watch(provider.GetRequiredService<CacheStatistics>().LookUps);
            settings.Changed += changed => near.Resize(NearTierOptions.Of(changed));
            return near;
        });
        services.AddSingleton(static provider => new FarEndpoint(
            provider.GetRequiredService<CacheBackend>().Name,
            provider.GetRequiredService<CacheSettingsSource>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<FarEndpoint>>()));
        services.AddSingleton(static provider => new FarAccess(
            provider.GetRequiredService<EvictionFollower>(),
            provider.GetRequiredService<FarEndpoint>(),
            provider.GetRequiredService<CacheBackend>().Far,
            provider.GetRequiredService<CacheMetrics>()));
        services.AddSingleton<LeaseReturns>();
        services.AddSingleton<LeaseKeeper>();
        services.AddSingleton<FarReader>();
        services.AddSingleton<FarWriter>();
        services.AddSingleton(static provider => new CacheEngine(
            provider.GetRequiredService<EvictionView>(),
            provider.GetRequiredService<EvictionFollower>(),
            provider.GetRequiredService<NearTier>(),
            provider.GetRequiredService<FarReader>(),
            provider.GetRequiredService<FarWriter>(),
            provider.GetRequiredService<LeaseReturns>(),
            provider.GetRequiredService<CacheSettingsSource>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<EngineEnvironment>(),
            provider.GetRequiredService<ILogger<CacheEngine>>()));
        services.AddSingleton(static provider => new ShadowCache(
            provider.GetRequiredService<EvictionView>(),
            provider.GetRequiredService<EvictionFollower>(),
            provider.GetRequiredService<CacheSettingsSource>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<BackendSwitch>();
        services.AddSingleton<StateInstruments>();
        services.AddHostedService<CacheNodeService>();
        services.AddSingleton<CacheHistory>();
        services.AddHostedService<HistoryRecorder>();
        services.AddSingleton<InstanceReporter>();
        services.AddSingleton<InstanceAnnouncer>();
        services.AddHostedService(static provider => provider.GetRequiredService<InstanceAnnouncer>());
        services.AddSingleton(static provider => new ClusterView(
            provider.GetRequiredService<BackendSwitch>(),
            provider.GetRequiredService<InstanceReporter>(),
            provider.GetRequiredService<InstanceAnnouncer>(),
            provider.GetRequiredService<CacheSettingsSource>(),
            provider.GetRequiredService<TimeProvider>()));

        // After it, so that it ends before: what it relays then is still appended.
        services.AddHostedService<OutboxRelay>();
        services.AddSingleton(static provider => new ConfigurationReporter(
            provider.GetRequiredService<ResourceCatalog>(),
            provider.GetRequiredService<TaskerOptionsSetup>(),
            provider.GetRequiredService<BackendSelector>()));
        services.AddHostedService<ConfigurationReloader>();
    }

    private static void AddEvents(IServiceCollection services)
    {
        services.AddSingleton(static provider => new TableCoverage(
            provider.GetServices<TableObservation>().LastOrDefault()?.IsOn ?? provider.GetService<IHostEnvironment>()?.IsDevelopment() == true,
            provider.GetServices<ICoveredTables>()));
        services.AddSingleton<EventMetrics>();
        services.AddSingleton<EventMappings>();
        services.AddSingleton<SettleQueue>();
        services.AddSingleton<ICacheTransactions, CacheTransactions>();
        services.TryAddSingleton<ICacheEvents, CacheEvents>();

        // After the node's own service, so that it ends before: what it evicts then is still appended.
        services.AddHostedService<EventsService>();
    }

    private static void AddObjects(IServiceCollection services)
    {
        services.AddSingleton<ObjectTypes>();
        services.AddSingleton<ObjectCacheServices>();
        services.AddSingleton<ObjectCaches>();

        // A host that has chosen another implementation keeps it, and may still ask for one of ours by the name of its resource.
        services.TryAddSingleton<HybridCache>(static provider => provider.GetRequiredService<ObjectCaches>().Default);
        services.TryAddKeyedSingleton<HybridCache>(KeyedService.AnyKey, static (provider, resource) => provider.GetRequiredService<ObjectCaches>().Get(resource));
        services.TryAddSingleton<IObjectCache>(static provider => provider.GetRequiredService<ObjectCaches>().GetPlain(ResourceName.OfObjects));
        services.TryAddKeyedSingleton<IObjectCache>(KeyedService.AnyKey, static (provider, resource) => provider.GetRequiredService<ObjectCaches>().GetPlain(resource));
    }
}
