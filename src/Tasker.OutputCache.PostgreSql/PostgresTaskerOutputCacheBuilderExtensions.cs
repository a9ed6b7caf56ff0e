using Tasker.Caching.PostgreSql;
using Tasker.Caching.PostgreSql.Configuration;
using Tasker.OutputCache;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Makes PostgreSQL available to the cache.</summary>
public static class PostgresTaskerOutputCacheBuilderExtensions
{
    /// <summary>Makes the back end <c>postgres</c> available, and <c>evictions.log = "postgres"</c> beside the entries of another one. The configuration chooses.</summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes what the section <c>postgres</c> of the configuration says.</param>
    /// <returns>The builder.</returns>
    public static TBuilder AddPostgres<TBuilder>(this TBuilder builder, Action<PostgresOptions>? configure = null)
        where TBuilder : TaskerCachingBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddCacheBackend<PostgresOptions, PostgresBackendProvider>(PostgresKeys.Description, configure);
        return builder;
    }
}
