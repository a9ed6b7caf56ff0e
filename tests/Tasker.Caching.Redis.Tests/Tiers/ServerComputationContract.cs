using Microsoft.Extensions.DependencyInjection;
using Tasker.OutputCache;
using Tasker.OutputCache.TestUtilities.Contracts;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.Redis.Tests.Tiers;

public abstract class ServerComputationContract(Func<Task<RedisServer>> start) : ComputationContract
{
    private readonly string _prefix = $"computations{Guid.NewGuid():N}";

    protected override async Task<ObjectNode> OpenAsync(Action<TaskerOutputCacheBuilder> registered, Action<TaskerCachingOptions> options)
    {
        var server = await start();
        return await ObjectNode.StartAsync(
            cache => registered(cache.AddRedis(tier => tier.Url = server.Url)),
            tuned =>
            {
                options(tuned);
                tuned.Backend = "redis";
                tuned.KeyPrefix = _prefix;
            });
    }
}
