namespace Tasker.Caching.Redis.Tests.Tiers;

public sealed class RedisFarTierContractTests(SharedRedis redis) : ServerFarTierContract(() => Task.FromResult(redis.Server));
