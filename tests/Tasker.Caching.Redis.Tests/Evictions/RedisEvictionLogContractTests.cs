namespace Tasker.Caching.Redis.Tests.Evictions;

public sealed class RedisEvictionLogContractTests(SharedRedis redis) : ServerEvictionLogContract(() => Task.FromResult(redis.Server));
