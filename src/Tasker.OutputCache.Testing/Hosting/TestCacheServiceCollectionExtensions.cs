using Microsoft.Extensions.DependencyInjection.Extensions;
using Tasker.Caching.Backends;
using Tasker.OutputCache.Testing;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Puts the cache of a test in the place of the one that a host is configured for.</summary>
public static class TestCacheServiceCollectionExtensions
{
    /// <summary>Gives the host the clock and the back end of a test, and notes its evictions.</summary>
    /// <param name="services">The services of a host that has called <c>AddTaskerOutputCache</c> or <c>AddTaskerCaching</c>.</param>
    /// <param name="cache">The cache of the test.</param>
    /// <param name="configure">Changes the options further. <c>options.Backend = "memory"</c>, or the name of another back end of the host, leaves the test's back end out.</param>
    /// <returns>The services.</returns>
    /// <remarks>Responses live exactly as long as their resource says: no jitter. Hits are not verified by running their handlers.</remarks>
    public static IServiceCollection UseTestCache(this IServiceCollection services, TestCache cache, Action<TaskerCachingOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(cache);
        var evictor = services.LastOrDefault(static service => service.ServiceType == typeof(ICacheEvictor) && !service.IsKeyedService)
            ?? throw new InvalidOperationException("The host has no cache: call AddTaskerOutputCache(configuration) in its program.");

        services.RemoveAll<TimeProvider>();
        services.AddSingleton<TimeProvider>(cache.Clock);
        services.AddSingleton(cache);
        services.AddCacheBackend<TestBackendOptions, TestBackendProvider>(new CacheBackendDescription<TestBackendOptions>(TestBackend.Name));
        services.Configure<TaskerCachingOptions>(UseTestBackend);
        if (configure is not null)
        {
            services.Configure(configure);
        }

        Record(services, evictor, cache);
        return services;
    }

    private static void UseTestBackend(TaskerCachingOptions options)
    {
        options.Enabled = true;
        options.Backend = TestBackend.Name;
        options.Evictions.Log = new EvictionOptions().Log;
        options.TtlJitterPercent = 0;
        options.VerifyOneIn = 0;
        foreach (var resource in options.Resources.Values)
        {
            resource.TtlJitterPercent = null;
            resource.VerifyOneIn = null;
        }
    }

    // The host's own evictor stays what does the work.
    private static void Record(IServiceCollection services, ServiceDescriptor evictor, TestCache cache)
    {
        var inner = new object();
        services.Add(evictor switch
        {
            { ImplementationInstance: { } instance } => new ServiceDescriptor(typeof(ICacheEvictor), inner, instance),
            { ImplementationFactory: { } factory } => new ServiceDescriptor(typeof(ICacheEvictor), inner, (provider, _) => factory(provider), ServiceLifetime.Singleton),
            _ => new ServiceDescriptor(typeof(ICacheEvictor), inner, evictor.ImplementationType!, ServiceLifetime.Singleton),
        });
        services.AddSingleton<ICacheEvictor>(provider => new RecordingEvictor(provider.GetRequiredKeyedService<ICacheEvictor>(inner), cache.Evictions, cache.Clock));
    }
}
