using Microsoft.Extensions.DependencyInjection;
using Tasker.OutputCache.TestUtilities.Contracts;

namespace Tasker.OutputCache.Redis.Tests.Objects;

public sealed class RedisSharedObjectTests(SharedRedis redis) : SharedObjectContract
{
    private readonly string _prefix = $"objects{Guid.NewGuid():N}";

    protected override Task<ObjectNode> OpenAsync(Action<TaskerOutputCacheBuilder> configure, Action<TaskerOutputCacheOptions> options) => ObjectNode.StartAsync(
        cache =>
        {
            configure(cache);
            cache.AddRedis(tier => tier.Url = redis.Server.Url);
        },
        tuned =>
        {
            options(tuned);
            tuned.Backend = "redis";
            tuned.KeyPrefix = _prefix;
        });
}
