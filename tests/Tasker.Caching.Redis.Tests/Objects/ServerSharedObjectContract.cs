using Microsoft.Extensions.DependencyInjection;
using Tasker.OutputCache;
using Tasker.OutputCache.TestUtilities.Contracts;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.Redis.Tests.Objects;

public abstract class ServerSharedObjectContract(Func<Task<RedisServer>> start) : SharedObjectContract
{
    private readonly string _prefix = $"objects{Guid.NewGuid():N}";

    protected override async Task<ObjectNode> OpenAsync(Action<TaskerOutputCacheBuilder> configure, Action<TaskerCachingOptions> options)
    {
        var server = await start();
        return await ObjectNode.StartAsync(
        cache =>
        {
            configure(cache);
            cache.AddRedis(tier => tier.Url = server.Url);
        },
        tuned =>
        {
            options(tuned);
            tuned.Backend = "redis";
            tuned.KeyPrefix = _prefix;
        });
    }
}
