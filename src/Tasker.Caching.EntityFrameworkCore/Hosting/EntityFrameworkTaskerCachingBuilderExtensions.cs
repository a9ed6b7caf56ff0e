using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Tasker.Caching;
using Tasker.Caching.Coverage;
using Tasker.Caching.EntityFrameworkCore.Hosting;
using Tasker.Caching.EntityFrameworkCore.Interception;
using Tasker.Caching.EntityFrameworkCore.Mappings;
using Tasker.Caching.Transactions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Evicts what Entity Framework Core changes.</summary>
public static class EntityFrameworkTaskerCachingBuilderExtensions
{
    /// <summary>
    /// Evicts the tags of every row that a <c>DbContext</c> of this host adds, changes or deletes, by its old and its new values:
    /// after the commit, and not at all on a rollback.
    /// </summary>
    /// <typeparam name="TRow">The entity type. Types derived from it count as well; so do what it owns and its complex properties.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="tags">
    /// The tags of a row, an empty list if there are none. It is called with the row as it was and with the row as it is, must not query, and should look at
    /// nothing but the row's own values and what it owns.
    /// </param>
    /// <param name="mode">Whether the entries become void or only stale.</param>
    /// <param name="whenRowsUnknown">
    /// What is evicted when rows changed that the save does not know: by <c>ExecuteUpdate</c>, <c>ExecuteDelete</c>, raw SQL, a cascade of the database, or an
    /// entity that was attached and not read. By default, everything, with a warning.
    /// </param>
    /// <param name="settle">
    /// How long after the commit the tags are evicted once more, for handlers that read from a lagging replica. The
    /// default is <see langword="null"/>: not at all. The value must be between zero and 10 minutes.
    /// </param>
    /// <returns>The builder.</returns>
    public static TaskerCachingBuilder EvictOnSave<TRow>(
        this TaskerCachingBuilder builder,
        Func<TRow, IEnumerable<CacheTag>> tags,
        EvictionMode mode = EvictionMode.Hard,
        IReadOnlyCollection<CacheTag>? whenRowsUnknown = null,
        TimeSpan? settle = null)
        where TRow : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(tags);
        var time = SettleTime.Of(settle);
        if (!Enum.IsDefined(mode))
        {
            throw new ArgumentOutOfRangeException(nameof(mode), mode, "It is neither hard nor soft.");
        }

        var services = builder.Services;
        services.AddSingleton(time);
        services.AddSingleton<SaveMapping>(new SaveMapping<TRow>(tags, new EvictionWay(mode, time.Value), whenRowsUnknown));
        services.TryAddSingleton<EvictionInterceptor>();
        services.TryAddSingleton<MappingMetrics>();
        if (!services.Any(static service => service.ServiceType == typeof(MappingUse)))
        {
            services.AddSingleton(provider => new MappingUse(services, provider.GetServices<SaveMapping>(), provider.GetRequiredService<ILogger<MappingUse>>()));
            services.AddHostedService(static provider => provider.GetRequiredService<MappingUse>());
            services.AddSingleton(typeof(IDbContextOptionsConfiguration<>), typeof(EvictionOptionsConfiguration<>));
            services.AddSingleton<ICoveredTables>(provider => new SaveTables(
                services,
                provider.GetRequiredService<IServiceScopeFactory>(),
                provider.GetServices<SaveMapping>(),
                provider.GetRequiredService<ReadInterceptor>(),
                provider.GetRequiredService<ILogger<SaveTables>>()));
        }

        return builder.ObserveDbContexts();
    }

    /// <summary>Notes which tables every registered <c>DbContext</c> reads while a response is computed, where the host observes tables. <c>EvictOnSave</c> includes it.</summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static TBuilder ObserveDbContexts<TBuilder>(this TBuilder builder)
        where TBuilder : TaskerCachingBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (!builder.Services.Any(static service => service.ServiceType == typeof(ReadInterceptor)))
        {
            builder.Services.AddSingleton<ReadInterceptor>();
            builder.Services.AddSingleton(typeof(IDbContextOptionsConfiguration<>), typeof(ReadOptionsConfiguration<>));
        }

        return builder;
    }
}
