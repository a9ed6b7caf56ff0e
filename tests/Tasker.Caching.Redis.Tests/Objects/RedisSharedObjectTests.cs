namespace Tasker.Caching.Redis.Tests.Objects;

public sealed class RedisSharedObjectTests(SharedRedis redis) : ServerSharedObjectContract(() => Task.FromResult(redis.Server));
