using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Tasker.Caching;
using Tasker.Caching.Backends;
using Tasker.Caching.Coverage;
using Tasker.Caching.PostgreSql;
using Tasker.Caching.PostgreSql.Configuration;
using Tasker.Caching.PostgreSql.Feed;
using Tasker.Caching.PostgreSql.Triggers;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Makes PostgreSQL available to the cache.</summary>
public static class PostgresTaskerCachingBuilderExtensions
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
        builder.Services.TryAddSingleton<PostgresTriggerCheck>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ITriggerCheck, PostgresTriggerCheck>(static services => services.GetRequiredService<PostgresTriggerCheck>()));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, TriggerStartCheck>());
        return builder;
    }

    /// <summary>Says that the triggers of <see cref="EvictionTrigger"/> for this table and resource are in the database. The invalidation coverage counts them.</summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="table">The table, as the call of <see cref="EvictionTrigger"/> names it.</param>
    /// <param name="resource">The resource.</param>
    /// <returns>The builder.</returns>
    /// <remarks>It makes no triggers. With <see cref="AddPostgres"/>, a check at start and <c>config check</c> say what the database lacks; they do not compare the map.</remarks>
    public static TBuilder CoversByTrigger<TBuilder>(this TBuilder builder, string table, string resource)
        where TBuilder : TaskerCachingBuilder =>
        builder.AddTable(new TriggerTable(table, resource, null, []));

    /// <summary>Says that the triggers of <see cref="EvictionTrigger"/> for this table and resource are in the database, and how they were made.</summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="table">The table, as the call of <see cref="EvictionTrigger"/> names it.</param>
    /// <param name="resource">The resource.</param>
    /// <param name="options">The options of that call.</param>
    /// <param name="map">The map of that call.</param>
    /// <returns>The builder.</returns>
    /// <remarks>It makes no triggers. With <see cref="AddPostgres"/>, a check at start and <c>config check</c> compare those of the database with these.</remarks>
    public static TBuilder CoversByTrigger<TBuilder>(this TBuilder builder, string table, string resource, EvictionTriggerOptions options, params (string Dimension, string Column)[] map)
        where TBuilder : TaskerCachingBuilder
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(map);
        return builder.AddTable(new TriggerTable(table, resource, options, map));
    }

    /// <summary>Evicts what rows of a table are part of when any program changes them, without triggers: by logical replication.</summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="table">The table, as SQL names it: <c>tasks</c>, <c>billing.tasks</c>. Its partitions count too.</param>
    /// <param name="tags">What a row evicts. It is asked about the row as it was and as it is.</param>
    /// <param name="whenRowsUnknown">What is evicted where the rows are not known: TRUNCATE, and updates and deletes of a table without <c>REPLICA IDENTITY FULL</c>. The default is everything.</param>
    /// <returns>The builder.</returns>
    /// <remarks>
    /// It includes <see cref="AddPostgres"/>. The server needs <c>wal_level = logical</c>, and the role <c>REPLICATION</c>. One instance reads and tells the log; an eviction follows the commit, and
    /// is not part of it. No change is lost while no instance runs: the server keeps them.
    /// </remarks>
    public static TBuilder EvictOnChange<TBuilder>(this TBuilder builder, string table, Func<ChangedRow, IEnumerable<CacheTag>> tags, IReadOnlyCollection<CacheTag>? whenRowsUnknown = null)
        where TBuilder : TaskerCachingBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(table);
        ArgumentNullException.ThrowIfNull(tags);
        builder.AddPostgres();
        var mapping = new TableMapping(table, tags, whenRowsUnknown);
        builder.Services.AddSingleton(mapping);
        builder.Services.AddSingleton<ICoveredTables>(mapping);
        builder.Services.TryAddSingleton<FeedWatch>();
        builder.Services.TryAddSingleton<FeedEvictor>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ICacheLimits, FeedWatch>(static services => services.GetRequiredService<FeedWatch>()));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ICacheFeed, FeedWatch>(static services => services.GetRequiredService<FeedWatch>()));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ChangeFeed>());
        return builder;
    }

    private static TBuilder AddTable<TBuilder>(this TBuilder builder, TriggerTable table)
        where TBuilder : TaskerCachingBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);

        // It checks the names.
        _ = table.Define(PostgresDefaults.Schema);
        builder.Services.AddSingleton<ICoveredTables>(table);
        return builder;
    }
}
