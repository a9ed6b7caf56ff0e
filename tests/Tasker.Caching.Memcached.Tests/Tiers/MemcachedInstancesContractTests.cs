using Tasker.Caching.Memcached.Hosting;
using Tasker.OutputCache.TestUtilities.Contracts;

namespace Tasker.Caching.Memcached.Tests.Tiers;

public sealed class MemcachedInstancesContractTests(SharedMemcached memcached) : CacheInstancesContract
{
    private readonly string _prefix = $"instances {Guid.NewGuid():N}";
    private readonly List<MemcachedBackend> _backends = [];

    protected override async Task<ICacheInstances> OpenAsync()
    {
        var backend = await MemcachedTest.OpenAsync(memcached.Server, _prefix);
        _backends.Add(backend);
        return backend.Backend.Instances!;
    }

    protected override Task<ICacheInstances> OpenAgainAsync() => OpenAsync();

    protected override async ValueTask CloseAsync()
    {
        foreach (var backend in _backends)
        {
            await backend.DisposeAsync();
        }
    }
}
