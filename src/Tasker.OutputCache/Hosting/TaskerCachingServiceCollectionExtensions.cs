using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tasker.Caching.Transactions;
using Tasker.Configuration.Toml;
using Tasker.OutputCache;
using Tasker.OutputCache.Configuration;
using Tasker.OutputCache.Diagnostics;
using Tasker.OutputCache.Diagnostics.Guards;
using Tasker.OutputCache.Events;
using Tasker.OutputCache.Evictions;
using Tasker.OutputCache.Hosting;
using Tasker.OutputCache.Objects;
using Tasker.OutputCache.Policies;
using Tasker.OutputCache.Resilience;
using Tasker.OutputCache.Tiers;

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
    public static TaskerCachingBuilder AddTaskerCaching(this IServiceCollection services, IConfiguration configuration, Action<TaskerOutputCacheOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);

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

    private static void AddConfiguration(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(provider => new ConfigurationKeys(provider.GetServices<PackageSection>()));
        services.AddSingleton(provider => new TaskerOptionsSetup(
            configuration,
            sectionPath: null,
            provider.GetRequiredService<ConfigurationKeys>(),
            new ConfigurationVariables(provider.GetServices<ConfigurationVariable>(), provider.GetServices<PackageSection>()),
            provider.GetService<IConfiguration>() as IConfigurationRoot));
        services.AddSingleton<IConfigureOptions<TaskerOutputCacheOptions>>(static provider => provider.GetRequiredService<TaskerOptionsSetup>());
        services.AddSingleton<IPostConfigureOptions<TaskerOutputCacheOptions>>(static provider => provider.GetRequiredService<TaskerOptionsSetup>());
    }

    private static void AddEvictions(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(EngineEnvironment.Process);
        services.AddMetrics();
        GuardedLoggers.Add(services);
        services.AddSingleton<BackgroundLoops>();
        services.AddSingleton<CacheStatistics>();
        services.AddSingleton<CacheMetrics>();
        services.AddSingleton<EvictionHistory>();
        services.AddSingleton<EvictionMetrics>();
        services.AddSingleton(static provider => new CacheSettingsSource(CacheSettings.Of(provider.GetRequiredService<IOptions<TaskerOutputCacheOptions>>().Value)));
        services.AddSingleton<ResourceCatalog>();
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
            provider.GetRequiredService<EngineEnvironment>()));
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
        services.TryAddSingleton<ICacheEvictor, CacheEvictor>();
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
        services.AddSingleton<CacheEngine>();
        services.AddSingleton<BackendSwitch>();
        services.AddSingleton<StateInstruments>();
        services.AddHostedService<CacheNodeService>();
        services.AddSingleton<ConfigurationReporter>();
        services.AddHostedService<ConfigurationReloader>();
    }

    private static void AddEvents(IServiceCollection services)
    {
        services.AddSingleton<EventMetrics>();
        services.AddSingleton<EventMappings>();
        services.AddSingleton<SettleQueue>();
        services.AddSingleton<ICacheTransactions, CacheTransactions>();
        services.TryAddSingleton<IDomainEvents, DomainEvents>();

        // After the node's own service, so that it ends before: what it evicts then is still appended.
        services.AddHostedService<EventsService>();
    }

    private static void AddObjects(IServiceCollection services)
    {
        services.AddSingleton<ObjectTypes>();
        services.AddSingleton<ObjectParts>();
        services.AddSingleton<ObjectCaches>();

        // A host that has chosen another implementation keeps it, and may still ask for one of ours by the name of its resource.
        services.TryAddSingleton<HybridCache>(static provider => provider.GetRequiredService<ObjectCaches>().Default);
        services.TryAddKeyedSingleton<HybridCache>(KeyedService.AnyKey, static (provider, resource) => provider.GetRequiredService<ObjectCaches>().Get(resource));
        services.TryAddSingleton<IObjectCache>(static provider => provider.GetRequiredService<ObjectCaches>().GetPlain(ResourceName.OfObjects));
        services.TryAddKeyedSingleton<IObjectCache>(KeyedService.AnyKey, static (provider, resource) => provider.GetRequiredService<ObjectCaches>().GetPlain(resource));
    }
}
