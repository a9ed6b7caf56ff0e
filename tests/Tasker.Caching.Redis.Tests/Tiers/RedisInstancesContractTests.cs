namespace Tasker.Caching.Redis.Tests.Tiers;

public sealed class RedisInstancesContractTests(SharedRedis redis) : ServerInstancesContract(() => Task.FromResult(redis.Server));
