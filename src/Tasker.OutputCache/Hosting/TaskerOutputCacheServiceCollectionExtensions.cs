using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.Caching.Transactions;
using Tasker.OutputCache;
using Tasker.OutputCache.Declarations;
using Tasker.OutputCache.Endpoints;
using Tasker.OutputCache.Endpoints.Identity;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.FrameworkStore;
using Tasker.OutputCache.Hosting;
using Tasker.OutputCache.Middleware;
using Tasker.OutputCache.Requests;
using Tasker.OutputCache.Responses.Stored;
using Tasker.OutputCache.Revalidation;
using Tasker.OutputCache.Revalidation.Shadow;
using Tasker.OutputCache.Revalidation.WarmUp;

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
    public static TaskerOutputCacheBuilder AddTaskerOutputCache(this IServiceCollection services, IConfiguration configuration, Action<TaskerCachingOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);

        services.AddTaskerCaching(configuration, configure);
        AddResponses(services);
        return new TaskerOutputCacheBuilder(services);
    }

    /// <summary>Adds output caching with evictions that are never stale, with the configuration of the host. Call <c>app.UseOutputCache()</c> as well.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Changes what the configuration says.</param>
    /// <returns>A builder for back ends and evictions.</returns>
    /// <remarks>The section is looked for in the <see cref="IConfiguration"/> that is registered. Without one, the cache is on, in memory.</remarks>
    public static TaskerOutputCacheBuilder AddTaskerOutputCache(this IServiceCollection services, Action<TaskerCachingOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);

        services.AddTaskerCaching(configure);
        AddResponses(services);
        return new TaskerOutputCacheBuilder(services);
    }

    private static void AddResponses(IServiceCollection services)
    {
        ResponseLoggers.Add(services);
        services.AddOutputCache();
        // A host without a web server evicts, and replays nothing.
        services.TryAddSingleton<IHttpContextFactory, DefaultHttpContextFactory>();
        services.AddSingleton<ReplayMetrics>();
        services.AddSingleton<Replayer>();
        services.AddSingleton<StaleHitSampler>();
        services.AddSingleton<ShadowMetrics>();
        services.AddSingleton(static provider => new ShadowMode(
            provider.GetRequiredService<ShadowCache>(),
            provider.GetRequiredService<CacheEngine>(),
            provider.GetServices<SettleTime>(),
            provider.GetRequiredService<IHostApplicationLifetime>(),
            provider.GetRequiredService<ShadowMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ShadowMode>>()));
        services.AddSingleton<WarmUpState>();
        services.AddSingleton<WarmUpInstruments>();
        services.AddSingleton(static provider => new WarmUpService(
            provider.GetRequiredService<Replayer>(),
            provider.GetRequiredService<ResourceCatalog>(),
            provider.GetServices<WarmUpSource>(),
            provider.GetRequiredService<WarmUpState>(),
            provider.GetRequiredService<WarmUpInstruments>(),
            provider.GetRequiredService<IServiceScopeFactory>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<WarmUpService>>()));
        services.AddHostedService(static provider => provider.GetRequiredService<WarmUpService>());
        services.AddSingleton<ResponseSelector>();
        services.AddSingleton(static provider => new PipelineDiagnostics(
            provider.GetService<IAuthenticationSchemeProvider>() is not null,
            provider.GetRequiredService<ILogger<PipelineDiagnostics>>()));
        services.AddSingleton<MiddlewarePair>();
        services.AddSingleton<CacheAdmission>();
        services.AddSingleton(static provider => new RequestOrigins(provider.GetRequiredService<Replayer>()));
        services.AddSingleton<OutcomeReporter>();
        services.AddSingleton<ResponseJudge>();
        services.AddSingleton<MissWatch>();
        services.AddSingleton<RequestEnd>();
        services.AddSingleton<UnsafeMethods>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, HeadMatcherPolicy>());
        services.AddSingleton<HitWriter>();
        services.AddSingleton<HitTimer>();
        services.AddSingleton(static provider => new BasePolicies(provider.GetRequiredService<IOptions<OutputCacheOptions>>(), own: typeof(EvictionStampPolicy)));
        services.AddSingleton<CachePresence>();
        services.AddHostedService<MiddlewareCheck>();
        services.AddSingleton(static provider =>
        {
            var logger = provider.GetRequiredService<ILogger<CacheEndpointCatalog>>();
            return new CacheEndpointCatalog(
                provider.GetRequiredService<ResourceCatalog>(),
                provider.GetRequiredService<ResourceTags>(),
                provider.GetService<IOptions<AuthorizationOptions>>()?.Value.FallbackPolicy is not null,
                logger.EndpointFlaw,
                new EndpointSelectors(provider.GetServices<MatcherPolicy>))
            {
                ValidatorFailed = logger.ValidatorFailed,
            };
        });
        AddFrameworkStore(services);
        services.AddSingleton<IStartupFilter, CacheStartupFilter>();
    }

    private static void AddFrameworkStore(IServiceCollection services)
    {
        services.AddSingleton<IConfigureOptions<OutputCacheOptions>, FrameworkOptionsSetup>();
        services.AddSingleton<MiddlewarePresence>();
        services.AddSingleton<RequestRegistry>();
        services.AddSingleton<TaskerOutputCacheStore>();
        services.AddSingleton<ICacheResourcePolicy, CachePolicy>();

        // Transient, and in the place of the framework's: who asks for it while the pipeline is built is its middleware.
        services.RemoveAll<IOutputCacheStore>();
        services.AddTransient<IOutputCacheStore>(static provider =>
        {
            provider.GetRequiredService<CachePresence>().Note();
            provider.GetRequiredService<MiddlewarePresence>().Note();
            return provider.GetRequiredService<TaskerOutputCacheStore>();
        });
    }
}
