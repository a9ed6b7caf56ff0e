using Microsoft.Extensions.DependencyInjection;
using Tasker.OutputCache;
using Tasker.OutputCache.TestUtilities.Contracts;

namespace Tasker.Caching.Memcached.Tests.Tiers;

public sealed class MemcachedComputationTests(SharedMemcached memcached) : ComputationContract
{
    private readonly string _prefix = $"computations{Guid.NewGuid():N}";

    protected override Task<ObjectNode> OpenAsync(Action<TaskerOutputCacheBuilder> registered, Action<TaskerCachingOptions> options) => ObjectNode.StartAsync(
        cache => registered(cache.AddMemcached(tier => tier.Url = MemcachedTest.UrlOf(memcached.Server))),
        tuned =>
        {
            options(tuned);
            tuned.Backend = "memcached";
            tuned.KeyPrefix = _prefix;
        });
}
