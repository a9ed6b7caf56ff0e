using Tasker.OutputCache.Diagnostics;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Health checks of the cache.</summary>
public static class CacheHealthChecksBuilderExtensions
{
    /// <summary>The name of the check that is degraded while the shared tier is out of reach.</summary>
    private const string CacheName = "tasker-cache";

    private const string WarmUpName = "tasker-cache-warm-up";

    /// <summary>Adds <c>tasker-cache</c>, which is degraded while the shared tier is out of reach, and never unhealthy.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static IHealthChecksBuilder AddTaskerCache(this IHealthChecksBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddCheck<CacheHealthCheck>(CacheName);
    }

    /// <summary>Adds <c>tasker-cache-warm-up</c>, tagged <c>ready</c>, which is unhealthy until the warm-up has ended.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static IHealthChecksBuilder AddTaskerCacheWarmUp(this IHealthChecksBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddCheck<WarmUpHealthCheck>(WarmUpName, tags: ["ready"]);
    }
}
