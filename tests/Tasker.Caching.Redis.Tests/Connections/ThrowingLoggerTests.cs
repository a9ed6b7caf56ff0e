using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.Redis.Tests.Connections;

/// <summary>A logger that throws keeps no connection from being opened, or opened again.</summary>
public sealed class ThrowingLoggerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Logger_Throws_ConnectsOnceRedisIsThereAndAgainAfterAnOutage()
    {
        await using var server = new RedisServer();
        using var logs = new ThrowingLoggerProvider();
        await using var backend = RedisTest.Create(new RedisTierOptions { Url = server.Url, MaxConnections = 1 }, logs: logs);
        var log = backend.Backend.Log;
        await Assert.ThrowsAnyAsync<Exception>(async () => await log.ReadSinceAsync(default, Token));

        for (var start = 1; start <= 2; start++)
        {
            await server.StartAsync(Token);
            await Eventually.Async(token => log.ReadSinceAsync(default, token).AsTask(), static _ => true, RedisTest.Deadline, $"Redis is there, start {start}", Token);
            Assert.Equal("a", Assert.Single((await log.AppendAsync(["a"], null, 0, Token)).Tags));
            await server.KillAsync();
        }

        // 604: an empty server has a log that is begun anew.
        Assert.NotEmpty(logs.Thrown);
    }
}
