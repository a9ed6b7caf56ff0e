namespace Tasker.OutputCache.Redis.Tests.Objects;

public sealed class RedisHybridCacheTests(SharedRedis redis) : ServerHybridCacheContract(() => Task.FromResult(redis.Server));
