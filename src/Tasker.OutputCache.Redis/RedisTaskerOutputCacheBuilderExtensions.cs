using StackExchange.Redis;
using Tasker.OutputCache;
using Tasker.OutputCache.Configuration;
using Tasker.OutputCache.Redis;
using Tasker.OutputCache.Redis.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Makes Redis available to the cache.</summary>
public static class RedisTaskerOutputCacheBuilderExtensions
{
    /// <summary>Makes the back ends <c>redis</c>, <c>dragonfly</c>, <c>valkey</c> and <c>garnet</c> available. The configuration chooses.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes what the section <c>redis</c> of the configuration says.</param>
    /// <returns>The builder.</returns>
    public static TaskerOutputCacheBuilder AddRedis(this TaskerOutputCacheBuilder builder, Action<RedisTierOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddBackend<RedisTierOptions, RedisBackendProvider>(RedisKeys.Table, new ShortForm("redis_url", "redis", "url"), configure);
    }

    /// <summary>Makes the back ends <c>redis</c>, <c>dragonfly</c>, <c>valkey</c> and <c>garnet</c> available over a connection of the host's own.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="connection">The connection. The host keeps it, and closes it after this cache has stopped.</param>
    /// <returns>The builder.</returns>
    public static TaskerOutputCacheBuilder AddRedis(this TaskerOutputCacheBuilder builder, IConnectionMultiplexer connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return builder.AddRedis(options => options.ConnectionFactory = () => Task.FromResult(connection));
    }
}
