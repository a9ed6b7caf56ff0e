using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Tasker.Caching.Backends.Memory;
using Tasker.OutputCache.TestUtilities.Contracts;
using Tasker.OutputCache.TestUtilities.Fakes;
using Tasker.OutputCache.Tests.Http;

namespace Tasker.OutputCache.Tests.Objects;

public sealed class SharedObjectTests : SharedObjectContract
{
    private readonly InMemoryEvictionLog _log = new(TimeProvider.System, TimeSpan.FromHours(2));
    private readonly FakeFarStore _store = new(TimeProvider.System);

    protected override Task<ObjectNode> OpenAsync(Action<TaskerOutputCacheBuilder> configure, Action<TaskerCachingOptions> options) => ObjectNode.StartAsync(
        cache =>
        {
            configure(cache);
            cache.Services.AddSingleton<ICacheBackendProvider>(new TestBackend(_log, new FakeFarTier(_store)));
        },
        tuned =>
        {
            options(tuned);
            tuned.Backend = "redis";
        });
}
