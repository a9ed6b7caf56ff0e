using Tasker.Caching.Backends.Memory;
using Tasker.OutputCache.TestUtilities.Contracts;

namespace Tasker.OutputCache.Tests.Backends;

public sealed class InMemoryInstancesContractTests : CacheInstancesContract
{
    protected override Task<ICacheInstances> OpenAsync() => Task.FromResult<ICacheInstances>(new InMemoryInstances(TimeProvider.System));
}
