using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching.Engine;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Contracts;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.Redis.Tests.Objects;

public abstract class ServerHybridCacheContract(Func<Task<RedisServer>> start) : HybridCacheContract
{
    private readonly string _prefix = $"objects{Guid.NewGuid():N}";

    protected override async Task<ObjectNode> OpenAsync(Action<IServiceCollection> services, Action<TaskerCachingOptions> options)
    {
        var server = await start();
        var node = await ObjectNode.StartAsync(
            cache =>
            {
                services(cache.Services);
                cache.AddRedis(tier => tier.Url = server.Url);
            },
            tuned =>
            {
                options(tuned);
                tuned.Backend = "redis";
                tuned.KeyPrefix = _prefix;
                tuned.OperationTimeout = TimeSpan.FromSeconds(10);
                tuned.Evictions.StalenessBound = TimeSpan.FromSeconds(30);
            });
        await Eventually.Async(() => node.Services.GetRequiredService<EvictionFollower>().IsAttached, RedisTest.Deadline, "the node is attached", Token);
        return node;
    }

    protected override Task SettleAsync() => Eventually.Async(
        async token => (await (await start()).ExecuteAsync(["EVAL", "return #redis.call('KEYS', ARGV[1])", "0", $"{_prefix}:objects:%o:*"], token)).Number == 3,
        RedisTest.Deadline, "the fills have arrived", Token);
}
