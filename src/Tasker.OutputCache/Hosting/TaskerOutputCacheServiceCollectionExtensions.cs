using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tasker.OutputCache;
using Tasker.OutputCache.Admin;
using Tasker.OutputCache.Configuration;
using Tasker.OutputCache.Diagnostics;
using Tasker.OutputCache.Diagnostics.Guards;
using Tasker.OutputCache.Events;
using Tasker.OutputCache.Evictions;
using Tasker.OutputCache.Hosting;
using Tasker.OutputCache.Middleware;
using Tasker.OutputCache.Objects;
using Tasker.OutputCache.Policies;
using Tasker.OutputCache.Resilience;
using Tasker.OutputCache.Revalidation;
using Tasker.OutputCache.Store;
using Tasker.OutputCache.Tiers;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the cache.</summary>
public static class TaskerOutputCacheServiceCollectionExtensions
{
    /// <summary>Adds output caching with evictions that are never stale. Call <c>app.UseOutputCache()</c> as well.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">
    /// The configuration, in which <c>common:cache</c>, <c>orchestration:cache</c> or <c>TaskerOutputCache</c> is looked for,
    /// or the section itself. Without any section the cache is on, in memory.
    /// </param>
    /// <param name="configure">Changes what the configuration says.</param>
    /// <returns>A builder for back ends and evictions.</returns>
    public static TaskerOutputCacheBuilder AddTaskerOutputCache(this IServiceCollection services, IConfiguration configuration, Action<TaskerOutputCacheOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);

        services.AddSingleton(provider => new ConfigurationKeys(provider.GetServices<PackageSection>()));
        services.AddSingleton(provider => new TaskerOptionsSetup(
            configuration,
            sectionPath: null,
            provider.GetRequiredService<ConfigurationKeys>(),
            new ConfigurationVariables(provider.GetServices<ConfigurationVariable>()),
            provider.GetService<IConfiguration>() as IConfigurationRoot));
        services.AddSingleton<IConfigureOptions<TaskerOutputCacheOptions>>(static provider => provider.GetRequiredService<TaskerOptionsSetup>());
        services.AddSingleton<IPostConfigureOptions<TaskerOutputCacheOptions>>(static provider => provider.GetRequiredService<TaskerOptionsSetup>());
        if (configure is not null)
        {
            services.Configure(configure);
        }

        AddEvictions(services);
        AddTiers(services);
        AddResponses(services);
        AddEvents(services);
        AddObjects(services);
        return new TaskerOutputCacheBuilder(services);
    }

    private static void AddEvictions(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        GuardedLoggers.Add(services);
        services.AddSingleton<BackgroundLoops>();
        services.AddSingleton<CacheStatistics>();
        services.AddSingleton<CacheMetrics>();
        services.AddSingleton(static provider => new ResourceCatalog(provider.GetRequiredService<IOptions<TaskerOutputCacheOptions>>().Value));
        services.AddSingleton<BackendSelector>();
        services.AddSingleton(static provider => provider.GetRequiredService<BackendSelector>().Select(provider.GetRequiredService<ResourceCatalog>().Options));
        services.AddSingleton(static provider => new EvictionView(expander: provider.GetRequiredService<ITagExpander>()));
        services.AddSingleton(static provider => new EvictionJournal(
            provider.GetRequiredService<EvictionView>(),
            provider.GetRequiredService<CacheBackend>().Log,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<EvictionJournal>>(),
            provider.GetRequiredService<BackgroundLoops>().Create(LoopNames.Journal)));
        services.AddSingleton(static provider => new EvictionFollower(
            provider.GetRequiredService<EvictionView>(),
            provider.GetRequiredService<EvictionJournal>(),
            provider.GetRequiredService<CacheBackend>().Followed,
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
        services.TryAddSingleton(EngineEnvironment.Process);
        services.AddSingleton(static provider =>
        {
            var view = provider.GetRequiredService<EvictionView>();
            return new NearTier(
                provider.GetRequiredService<ResourceCatalog>().Options.Memory.ToNearTierOptions(),
                provider.GetRequiredService<TimeProvider>(),
                entry => entry is CachedEntry cached && cached.Judge(view) == Verdict.Void);
        });
        services.AddSingleton(static provider =>
        {
            var options = provider.GetRequiredService<ResourceCatalog>().Options;
            return new FarEndpoint(
                provider.GetRequiredService<CacheBackend>().Name,
                options.CircuitBreaker,
                options.OperationTimeout,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<FarEndpoint>>());
        });
        services.AddSingleton(static provider => new FarAccess(
            provider.GetRequiredService<EvictionFollower>(),
            provider.GetRequiredService<FarEndpoint>(),
            provider.GetRequiredService<CacheBackend>().Far,
            provider.GetRequiredService<CacheMetrics>()));
        services.AddSingleton<LeaseKeeper>();
        services.AddSingleton<FarReader>();
        services.AddSingleton<FarWriter>();
        services.AddSingleton<CacheEngine>();
        services.AddSingleton<NodeSettings>();
        services.AddSingleton<BackendSwitch>();
        services.AddHostedService<CacheNodeService>();
        services.AddSingleton<ConfigurationReporter>();
        services.AddHostedService<ConfigurationReloader>();
    }

    private static void AddObjects(IServiceCollection services)
    {
        services.AddSingleton<ObjectTypes>();
        services.AddSingleton<ObjectParts>();
        services.AddSingleton<ObjectCaches>();

        // A host that has chosen another implementation keeps it, and may still ask for one of ours by the name of its resource.
        services.TryAddSingleton<HybridCache>(static provider => provider.GetRequiredService<ObjectCaches>().Default);
        services.TryAddKeyedSingleton<HybridCache>(KeyedService.AnyKey, static (provider, resource) => provider.GetRequiredService<ObjectCaches>().Get(resource));
        services.TryAddSingleton<IObjectCache>(static provider => provider.GetRequiredService<ObjectCaches>().GetPlain(ObjectCaches.DefaultResource));
        services.TryAddKeyedSingleton<IObjectCache>(KeyedService.AnyKey, static (provider, resource) => provider.GetRequiredService<ObjectCaches>().GetPlain(resource));
    }

    private static void AddResponses(IServiceCollection services)
    {
        services.AddOutputCache();
        services.AddSingleton<IConfigureOptions<OutputCacheOptions>, FrameworkOptionsSetup>();
        // A host without a web server evicts, and replays nothing.
        services.TryAddSingleton<IHttpContextFactory, DefaultHttpContextFactory>();
        services.AddSingleton<Replayer>();
        services.AddSingleton<HitVerifier>();
        services.AddSingleton<WarmUpState>();
        services.AddSingleton<WarmUpService>();
        services.AddHostedService(static provider => provider.GetRequiredService<WarmUpService>());
        services.AddSingleton<RequestRegistry>();
        services.AddSingleton<ResponseSelector>();
        services.AddSingleton(static provider => new MiddlewareOrder(
            provider.GetService<IAuthenticationSchemeProvider>() is not null,
            provider.GetRequiredService<ILogger<MiddlewareOrder>>()));
        services.AddSingleton<CacheAdmission>();
        services.AddSingleton<OutcomeReporter>();
        services.AddSingleton<CachePolicy>();
        services.AddSingleton<UnsafeMethods>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, HeadMatcherPolicy>());
        services.AddSingleton<HitWriter>();
        services.AddSingleton<BasePolicies>();
        services.AddSingleton<ResponseComputer>();
        services.AddSingleton<StoreUse>();
        AddAdministration(services);
        services.AddSingleton<TaskerOutputCacheStore>();
        services.AddSingleton(static provider =>
        {
            var logger = provider.GetRequiredService<ILogger<CacheEndpointCatalog>>();
            return new CacheEndpointCatalog(
                provider.GetRequiredService<ResourceCatalog>(),
                provider.GetRequiredService<ResourceTags>(),
                provider.GetService<IOptions<AuthorizationOptions>>()?.Value.FallbackPolicy is not null,
                logger.EndpointFlaw,
                new EndpointSelectors(provider.GetServices<MatcherPolicy>));
        });

        // Transient, and in the place of the framework's: who asks for it while the pipeline is built is its middleware.
        services.RemoveAll<IOutputCacheStore>();
        services.AddTransient<IOutputCacheStore>(static provider =>
        {
            provider.GetRequiredService<StoreUse>().Note();
            return provider.GetRequiredService<TaskerOutputCacheStore>();
        });
        services.AddSingleton<IStartupFilter, CacheStartupFilter>();
    }

    private static void AddEvents(IServiceCollection services)
    {
        services.AddSingleton<EventMetrics>();
        services.AddSingleton<EventMappings>();
        services.AddSingleton<SettleQueue>();
        services.TryAddSingleton<IDomainEvents, DomainEvents>();

        // After the node's own service, so that it ends before: what it evicts then is still appended.
        services.AddHostedService<EventsService>();
    }

    private static void AddAdministration(IServiceCollection services)
    {
        services.AddSingleton<NodeStatus>();
        services.AddSingleton<StatsCollector>();
        services.AddSingleton<StatusAdmin>();
        services.AddSingleton<EvictionAdmin>();
        services.AddSingleton<PatternRemoval>();
        services.AddSingleton<EntryAdmin>();
        services.AddSingleton<EntryList>();
        services.AddSingleton<EventStream>();
        services.AddSingleton<WarmUpAdmin>();
        services.AddSingleton<CacheExplainer>();
        services.AddSingleton<StateInstruments>();
    }
}
