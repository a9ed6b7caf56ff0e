using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching;
using Tasker.OutputCache.TestUtilities.Contracts;

namespace Tasker.OutputCache.Tests.Objects;

public sealed class HybridCacheTests : HybridCacheContract
{
    protected override Task<ObjectNode> OpenAsync(Action<IServiceCollection> services, Action<TaskerCachingOptions> options) =>
        ObjectNode.StartAsync(cache => services(cache.Services), options);
}
