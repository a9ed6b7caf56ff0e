namespace Tasker.Caching.Redis.Tests.Tiers;

public sealed class RedisFarValuesContractTests(SharedRedis redis) : ServerFarValuesContract(() => Task.FromResult(redis.Server));
