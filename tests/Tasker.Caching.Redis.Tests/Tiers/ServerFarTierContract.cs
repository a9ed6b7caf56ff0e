using Tasker.Caching.Redis.Hosting;
using Tasker.OutputCache.TestUtilities.Contracts;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.Redis.Tests.Tiers;

public abstract class ServerFarTierContract(Func<Task<RedisServer>> start) : FarTierContract
{
    private RedisBackend? _backend;

    protected override async Task<IFarTier> OpenAsync()
    {
        _backend = await RedisTest.OpenAsync(await start(), $"far{Guid.NewGuid():N}");
        return _backend.Backend.Far!;
    }

    protected override ValueTask CloseAsync() => _backend!.DisposeAsync();
}
