using Microsoft.Extensions.DependencyInjection;
using Tasker.OutputCache.TestUtilities.Contracts;

namespace Tasker.OutputCache.Tests.Objects;

public sealed class HybridCacheTests : HybridCacheContract
{
    protected override Task<ObjectNode> OpenAsync(Action<IServiceCollection> services, Action<TaskerOutputCacheOptions> options) =>
        ObjectNode.StartAsync(cache => services(cache.Services), options);
}
