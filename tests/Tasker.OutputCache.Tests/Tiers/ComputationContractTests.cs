using Microsoft.Extensions.DependencyInjection;
using Tasker.OutputCache.Evictions;
using Tasker.OutputCache.Tests.Http;
using Tasker.OutputCache.TestUtilities.Contracts;
using Tasker.OutputCache.TestUtilities.Fakes;

namespace Tasker.OutputCache.Tests.Tiers;

public sealed class ComputationContractTests : ComputationContract
{
    protected override Task<ObjectNode> OpenAsync(Action<TaskerOutputCacheBuilder> registered, Action<TaskerOutputCacheOptions> options)
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
