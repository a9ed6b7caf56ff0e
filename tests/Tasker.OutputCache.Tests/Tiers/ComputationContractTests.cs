using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Tasker.Caching.Backends.Memory;
using Tasker.OutputCache.TestUtilities.Contracts;
using Tasker.OutputCache.TestUtilities.Fakes;
using Tasker.OutputCache.Tests.Http;

namespace Tasker.OutputCache.Tests.Tiers;

public sealed class ComputationContractTests : ComputationContract
{
    protected override Task<ObjectNode> OpenAsync(Action<TaskerOutputCacheBuilder> registered, Action<TaskerCachingOptions> options)
    {
        var log = new InMemoryEvictionLog(TimeProvider.System, TimeSpan.FromHours(2));
        var tier = new FakeFarTier(new FakeFarStore(TimeProvider.System));
        return ObjectNode.StartAsync(
            cache =>
            {
                cache.Services.AddSingleton<ICacheBackendProvider>(new TestBackend(log, tier));
                registered(cache);
            },
            tuned =>
            {
                options(tuned);
                tuned.Backend = "redis";
            });
    }
}
