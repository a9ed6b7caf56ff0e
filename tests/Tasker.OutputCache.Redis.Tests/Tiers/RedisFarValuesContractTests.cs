namespace Tasker.OutputCache.Redis.Tests.Tiers;

public sealed class RedisFarValuesContractTests(SharedRedis redis) : ServerFarValuesContract(() => Task.FromResult(redis.Server));
