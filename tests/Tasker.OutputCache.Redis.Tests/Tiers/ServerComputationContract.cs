using Microsoft.Extensions.DependencyInjection;
using Tasker.OutputCache.TestUtilities.Contracts;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.OutputCache.Redis.Tests.Tiers;

public abstract class ServerComputationContract(Func<Task<RedisServer>> start) : ComputationContract
{
    protected override async Task<ObjectNode> OpenAsync(Action<TaskerOutputCacheOptions> options)
    {
        var server = await start();
        return await ObjectNode.StartAsync(
            cache => cache.AddRedis(tier => tier.Url = server.Url),
            tuned =>
            {
                options(tuned);
                tuned.Backend = "redis";
                tuned.KeyPrefix = $"computations{Guid.NewGuid():N}";
            });
    }
}
