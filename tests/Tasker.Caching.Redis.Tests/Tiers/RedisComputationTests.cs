namespace Tasker.Caching.Redis.Tests.Tiers;

public sealed class RedisComputationTests(SharedRedis redis) : ServerComputationContract(() => Task.FromResult(redis.Server));
