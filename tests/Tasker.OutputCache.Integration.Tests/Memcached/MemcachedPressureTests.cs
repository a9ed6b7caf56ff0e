using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Servers;
using Xunit;

namespace Tasker.OutputCache.Integration.Tests.Memcached;

/// <summary>A server that has too little memory, and throws away what was not used for a while: entries, leases, the log.</summary>
public sealed class MemcachedPressureTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Load_ServerForgetsAtRandom_ServesNothingStale()
    {
        await using var memcached = await MemcachedServer.StartNewAsync(new MemcachedServerOptions { MemoryMegabytes = 4, MaxItemSize = "512k" }, Token);
        await using var fleet = await Fleet.StartAsync(2, "memcached", $"tcp://{memcached.EndPoint}", cancellationToken: Token);
        fleet.Database.DelayUpTo(TimeSpan.FromMilliseconds(10));
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var load = Load.Start(fleet, "pressure");
        var pressure = PressAsync(memcached, stopping.Token);

        await load.RunForAsync(TimeSpan.FromSeconds(TestRun.IsFull ? 60 : 15), Token);
        await load.StopAsync();
        await stopping.CancelAsync();
        var (written, deleted) = await pressure;

        var stats = await memcached.StatsAsync(Token);
        var report = load.Check();
        TestContext.Current.TestOutputHelper!.WriteLine($"{written} values written, log lost {deleted} times, {stats["evictions"]} items thrown away by the server.\n{report}");
        Assert.True(report.IsValid, $"{report}\n{fleet.Output()}");
        Assert.NotEqual("0", stats["evictions"]);
        Assert.True(deleted > 0);
    }

    // Small values and large ones, so that every class of the server's memory is in want; now and then the log itself goes,
    // which its being read all the time keeps from happening by itself.
    private static async Task<(int Written, int Deleted)> PressAsync(MemcachedServer server, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", server.Port, Token);
        var stream = client.GetStream();
        var (written, deleted) = (0, 0);
        var buffer = new byte[256];
        while (!cancellationToken.IsCancellationRequested)
        {
            var size = Random.Shared.Next(10) == 0 ? Random.Shared.Next(100_000) : Random.Shared.Next(600);
            var command = Random.Shared.Next(400) == 0
                ? "delete {tasker}:evictions\r\n"
                : string.Create(CultureInfo.InvariantCulture, $"set filler{written} 0 0 {size}\r\n{new string('x', size)}\r\n");
            await stream.WriteAsync(Encoding.ASCII.GetBytes(command), Token);
            var read = await stream.ReadAsync(buffer, Token);
            written++;
            deleted += Encoding.ASCII.GetString(buffer, 0, read).StartsWith("DELETED", StringComparison.Ordinal) ? 1 : 0;
            if (written % 50 == 0)
            {
                await Pause.UpToAsync(40, Token);
            }
        }

        return (written, deleted);
    }
}
