using Tasker.OutputCache.TestUtilities.Contracts;
using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Redis.Tests.Tiers;

public sealed class RedisFarValuesContractTests(SharedRedis redis) : FarValuesContract
{
    private RedisBackend? _backend;

    protected override async Task<IFarTier> OpenAsync()
    {
        _backend = await RedisTest.OpenAsync(redis.Server, $"far{Guid.NewGuid():N}");
        return _backend.Backend.Far!;
    }

    protected override ValueTask CloseAsync() => _backend!.DisposeAsync();
}
