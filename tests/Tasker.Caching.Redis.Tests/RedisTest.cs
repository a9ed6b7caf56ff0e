using Microsoft.Extensions.Logging;
using Tasker.Caching.Engine;
using Tasker.Caching.Redis.Hosting;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.Redis.Tests;

/// <summary>Opens back ends and waits until they are connected.</summary>
internal static class RedisTest
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    public static readonly TimeSpan Retention = TimeSpan.FromHours(2);

    public static Task<RedisBackend> OpenAsync(RedisServer server, string prefix = "tasker", ILoggerProvider? logs = null) =>
        OpenAsync(new RedisTierOptions { Url = server.Url, MaxConnections = 1 }, prefix, logs);

    public static async Task<RedisBackend> OpenAsync(RedisTierOptions options, string prefix = "tasker", ILoggerProvider? logs = null)
    {
        var backend = Create(options, prefix, logs);
        try
        {
            // Where there is no connection it throws, and says why.
            await Eventually.Async(_ => Task.FromResult(backend.Pool.Log.Multiplexer.IsConnected), Deadline, "Redis is connected", TestContext.Current.CancellationToken);
            return backend;
        }
        catch
        {
            // It would go on connecting beside the tests that follow.
            await backend.DisposeAsync();
            throw;
        }
    }

    public static RedisBackend Create(RedisTierOptions options, string prefix = "tasker", ILoggerProvider? logs = null)
    {
        var loggers = LoggerFactory.Create(logging =>
        {
            if (logs is not null)
            {
                logging.AddProvider(logs);
            }
        });
        var backend = RedisBackend.Create(RequestFor(prefix), options, TimeProvider.System, loggers, out var problem);
        Assert.Equal(string.Empty, problem);
        return backend!;
    }

    private static CacheBackendRequest RequestFor(string prefix) => new("redis", prefix, KeyHead.HeadOf(prefix), Retention, TimeSpan.FromSeconds(10));
}
