using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Logging;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.Memcached.Tests.Connections;

/// <summary>A logger that throws keeps no connection from being opened again.</summary>
public sealed class ThrowingLoggerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Logger_Throws_ConnectsAgainAfterAnOutage()
    {
        await using var server = await MemcachedServer.StartNewAsync(cancellationToken: Token);
        using var logs = new ThrowingLoggerProvider();
        await using var backend = await MemcachedTest.OpenAsync(server, logs: logs);
        var log = backend.Backend.Log;

        for (var start = 1; start <= 2; start++)
        {
            await Eventually.Async(token => log.ReadSinceAsync(default, token).AsTask(), static _ => true, MemcachedTest.Deadline, $"Memcached is there, start {start}", Token);
            await server.KillAsync();
            await Eventually.Async(() => !backend.IsConnected, MemcachedTest.Deadline, "the connection is lost", Token);
            await server.StartAsync(Token);
        }

        Assert.NotEmpty(logs.Thrown);
    }
}
