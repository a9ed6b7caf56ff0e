using Tasker.Caching.PostgreSql;
using Tasker.Caching.PostgreSql.Configuration;
using Tasker.OutputCache;
using Tasker.OutputCache.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Makes PostgreSQL available to the cache.</summary>
public static class PostgresTaskerOutputCacheBuilderExtensions
{
    /// <summary>Makes the back end <c>postgres</c> available, and <c>evictions.log = "postgres"</c> beside the entries of another one. The configuration chooses.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes what the section <c>postgres</c> of the configuration says.</param>
    /// <returns>The builder.</returns>
    public static TaskerOutputCacheBuilder AddPostgres(this TaskerOutputCacheBuilder builder, Action<PostgresOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddBackend<PostgresOptions, PostgresBackendProvider>(PostgresKeys.Table, new ShortForm("postgres_connection_string", "postgres", "connection_string"), configure);
    }
}
