using Tasker.Caching;
using Tasker.Caching.Memcached.Configuration;
using Tasker.Caching.Memcached.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Makes Memcached available to the cache.</summary>
public static class MemcachedTaskerCachingBuilderExtensions
{
    /// <summary>Makes the back end <c>memcached</c> available. The configuration chooses.</summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes what the section <c>memcached</c> of the configuration says.</param>
    /// <returns>The builder.</returns>
    public static TBuilder AddMemcached<TBuilder>(this TBuilder builder, Action<MemcachedTierOptions>? configure = null)
        where TBuilder : TaskerCachingBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddCacheBackend<MemcachedTierOptions, MemcachedBackendProvider>(MemcachedKeys.Description, configure);
        return builder;
    }
}
