using Tasker.OutputCache.Revalidation.WarmUp;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>The health check of the warm-up.</summary>
public static class WarmUpHealthChecksBuilderExtensions
{
    private const string WarmUpName = "tasker-cache-warm-up";

    /// <summary>Adds <c>tasker-cache-warm-up</c>, tagged <c>ready</c>, which is unhealthy until the warm-up has ended.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static IHealthChecksBuilder AddTaskerCacheWarmUp(this IHealthChecksBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddCheck<WarmUpHealthCheck>(WarmUpName, tags: ["ready"]);
    }
}
