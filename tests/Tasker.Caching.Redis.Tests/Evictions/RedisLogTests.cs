using Tasker.OutputCache.TestUtilities.Contracts;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.Redis.Tests.Evictions;

/// <summary>Tests of the log that need a Redis to themselves.</summary>
public abstract class RedisLogTests : ServerLogTests<RedisServer>
{
    protected override Task<RedisServer> StartServerAsync() => RedisServer.StartNewAsync(cancellationToken: Token);

    protected override async Task<CacheBackend> OpenAsync() => (await RedisTest.OpenAsync(Server, logs: Logs)).Backend;
}
