using Microsoft.Extensions.DependencyInjection;
using Tasker.OutputCache.TestUtilities.Contracts;

namespace Tasker.OutputCache.Memcached.Tests.Tiers;

public sealed class MemcachedComputationTests(SharedMemcached memcached) : ComputationContract
{
    protected override Task<ObjectNode> OpenAsync(Action<TaskerOutputCacheOptions> options) => ObjectNode.StartAsync(
        cache => cache.AddMemcached(tier => tier.Url = MemcachedTest.UrlOf(memcached.Server)),
        tuned =>
        {
            options(tuned);
            tuned.Backend = "memcached";
            tuned.KeyPrefix = $"computations{Guid.NewGuid():N}";
        });
}
