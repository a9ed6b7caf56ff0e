using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tasker.Caching.Configuration.Binding;
using Tasker.Caching.Configuration.Keys;
using Tasker.Caching.Engine;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers back ends of the cache.</summary>
public static class CacheBackendServiceCollectionExtensions
{
    /// <summary>Makes back ends available to the configuration, which chooses one by its name.</summary>
    /// <typeparam name="TOptions">The options that the section of the back ends fills.</typeparam>
    /// <typeparam name="TProvider">What makes the back ends.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="description">The names of the back ends, and their section.</param>
    /// <param name="configure">Changes what the configuration says.</param>
    /// <returns>The services.</returns>
    /// <exception cref="InvalidOperationException">Another package has a back end or a section of that name.</exception>
    public static IServiceCollection AddCacheBackend<TOptions, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TProvider>(
        this IServiceCollection services, CacheBackendDescription<TOptions> description, Action<TOptions>? configure = null)
        where TOptions : class, new()
        where TProvider : CacheBackendProvider<TOptions>
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(description);
        if (configure is not null)
        {
            services.Configure(configure);
        }

        // Who adds a back end once more wants to configure it further.
        if (services.Any(static service => service.ServiceType == typeof(CacheBackendContext<TOptions>)))
        {
            return services;
        }

        var section = description.ToSection();
        BackendNameRules.CheckFree(section, services.Select(static service => service.ServiceType == typeof(PackageSection) ? service.ImplementationInstance : null).OfType<PackageSection>());
        services.AddSingleton(section);
        services.AddSingleton(provider => new CacheBackendContext<TOptions>(
            section.BackendNames,
            provider.GetRequiredService<TaskerOptionsSetup>(),
            provider.GetServices<IConfigureOptions<TOptions>>(),
            provider.GetRequiredService<CacheMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<ICacheBackendProvider, TProvider>();
        return services;
    }
}
