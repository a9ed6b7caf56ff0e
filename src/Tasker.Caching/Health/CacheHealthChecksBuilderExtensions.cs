using Tasker.Caching.Health;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>The health check of the cache.</summary>
public static class CacheHealthChecksBuilderExtensions
{
    /// <summary>The name of the check that is degraded while the shared tier is out of reach.</summary>
    private const string CacheName = "tasker-cache";

    /// <summary>Adds <c>tasker-cache</c>, which is degraded while the shared tier is out of reach, and never unhealthy.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static IHealthChecksBuilder AddTaskerCache(this IHealthChecksBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddCheck<CacheHealthCheck>(CacheName);
    }
}
