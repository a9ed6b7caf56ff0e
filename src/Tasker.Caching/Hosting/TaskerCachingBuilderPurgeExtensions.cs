using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tasker.Caching.Configuration.Binding;
using Tasker.Caching.Configuration.Keys;
using Tasker.Caching.Engine;
using Tasker.Caching.Purging;

namespace Tasker.Caching;

/// <summary>Purges a cache in front of the host of what is evicted.</summary>
public static class TaskerCachingBuilderPurgeExtensions
{
    /// <summary>Purges over HTTP: Fastly, Cloudflare or Varnish, as the section <c>purge</c> says.</summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes what the configuration says.</param>
    /// <returns>The builder.</returns>
    public static TBuilder AddHttpPurger<TBuilder>(this TBuilder builder, Action<HttpPurgeOptions>? configure = null)
        where TBuilder : TaskerCachingBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddSingleton(PackageSection.For<HttpPurgeOptions>(HttpPurgeKeys.Table));
        services.AddSingleton<ICachePurger>(provider =>
        {
            var options = provider.GetRequiredService<TaskerOptionsSetup>().Binding?.GetPackageOptions<HttpPurgeOptions>() ?? new HttpPurgeOptions();
            configure?.Invoke(options);

            // Addresses of a CDN change.
            return new HttpCachePurger(options, new HttpMessageInvoker(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), UseCookies = false, AllowAutoRedirect = false }));
        });
        return AddService(builder);
    }

    /// <summary>Purges by a purger of the host's own.</summary>
    /// <typeparam name="TPurger">The type of the purger.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static TaskerCachingBuilder AddPurger<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TPurger>(this TaskerCachingBuilder builder)
        where TPurger : class, ICachePurger
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<ICachePurger, TPurger>();
        return AddService(builder);
    }

    private static TBuilder AddService<TBuilder>(TBuilder builder)
        where TBuilder : TaskerCachingBuilder
    {
        var services = builder.Services;
        services.TryAddSingleton<PurgeReader>();
        services.TryAddSingleton<PurgePlace>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, PurgeService>(static provider => new PurgeService(
            provider.GetRequiredService<ICachePurger>(),
            provider.GetRequiredService<EvictionJournal>(),
            provider.GetRequiredService<PurgeReader>(),
            provider.GetRequiredService<PurgePlace>(),
            provider.GetRequiredService<CacheSettingsSource>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<BackgroundLoops>(),
            provider.GetRequiredService<ILogger<PurgeService>>())));
        return builder;
    }
}
