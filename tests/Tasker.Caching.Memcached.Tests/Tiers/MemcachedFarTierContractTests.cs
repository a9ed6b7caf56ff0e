using Tasker.Caching.Memcached.Hosting;
using Tasker.OutputCache.TestUtilities.Contracts;

namespace Tasker.Caching.Memcached.Tests.Tiers;

public sealed class MemcachedFarTierContractTests(SharedMemcached memcached) : FarTierContract
{
    private MemcachedBackend? _backend;

    protected override async Task<IFarTier> OpenAsync()
    {
        _backend = await MemcachedTest.OpenAsync(memcached.Server, $"far{Guid.NewGuid():N}");
        return _backend.Backend.Far!;
    }

    protected override ValueTask CloseAsync() => _backend!.DisposeAsync();
}
