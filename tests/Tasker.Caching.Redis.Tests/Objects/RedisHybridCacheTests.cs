namespace Tasker.Caching.Redis.Tests.Objects;

public sealed class RedisHybridCacheTests(SharedRedis redis) : ServerHybridCacheContract(() => Task.FromResult(redis.Server));
