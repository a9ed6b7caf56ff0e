using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Tasker.Caching;
using Tasker.Caching.Redis.Configuration;
using Tasker.Caching.Redis.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Makes Redis available to the cache.</summary>
public static class RedisTaskerCachingBuilderExtensions
{
    /// <summary>Makes the back ends <c>redis</c>, <c>dragonfly</c>, <c>valkey</c> and <c>garnet</c> available. The configuration chooses.</summary>
    /// <remarks>An <see cref="IConnectionMultiplexer"/> among the host's services is used if there is one, the URL of the configuration otherwise.</remarks>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes what the section <c>redis</c> of the configuration says.</param>
    /// <returns>The builder.</returns>
    public static TBuilder AddRedis<TBuilder>(this TBuilder builder, Action<RedisTierOptions>? configure = null)
        where TBuilder : TaskerCachingBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddCacheBackend<RedisTierOptions, RedisBackendProvider>(RedisKeys.Description, configure);
        return builder;
    }

    /// <summary>Makes the back ends <c>redis</c>, <c>dragonfly</c>, <c>valkey</c> and <c>garnet</c> available over a connection of the host's own.</summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="connection">The connection. The host keeps it, and closes it after this cache has stopped.</param>
    /// <returns>The builder.</returns>
    public static TBuilder AddRedis<TBuilder>(this TBuilder builder, IConnectionMultiplexer connection)
        where TBuilder : TaskerCachingBuilder
    {
        ArgumentNullException.ThrowIfNull(connection);
        return builder.AddRedis(options => options.ConnectionFactory = () => Task.FromResult(connection));
    }

    /// <summary>Makes the back ends available over the connection that the host's services have under a key, as Aspire's <c>AddKeyedRedisClient</c> registers one.</summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="connectionName">The key. Where no such connection is registered, a warning says so, and the URL of the configuration is used.</param>
    /// <returns>The builder.</returns>
    public static TBuilder AddRedis<TBuilder>(this TBuilder builder, string connectionName)
        where TBuilder : TaskerCachingBuilder
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionName);
        return builder.AddRedis(options => options.ConnectionName = connectionName);
    }

    /// <summary>Makes the back ends available over a connection that the host finds when it is needed.</summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="connection">Finds the connection, with the host's services. It is asked again, every second, when it throws. The host keeps the connection.</param>
    /// <returns>The builder.</returns>
    public static TBuilder AddRedis<TBuilder>(this TBuilder builder, Func<IServiceProvider, IConnectionMultiplexer> connection)
        where TBuilder : TaskerCachingBuilder
    {
        ArgumentNullException.ThrowIfNull(connection);
        return builder.AddRedis(services => Task.FromResult(connection(services)));
    }

    /// <summary>Makes the back ends available over a connection that the host makes when it is needed.</summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="connection">Makes the connection, with the host's services. It is asked again, every second, when it throws. The host keeps the connection.</param>
    /// <returns>The builder.</returns>
    public static TBuilder AddRedis<TBuilder>(this TBuilder builder, Func<IServiceProvider, Task<IConnectionMultiplexer>> connection)
        where TBuilder : TaskerCachingBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(connection);
        builder.Services.AddSingleton<IConfigureOptions<RedisTierOptions>>(
            services => new ConfigureOptions<RedisTierOptions>(options => options.ConnectionFactory = () => connection(services)));
        return builder.AddRedis();
    }
}
