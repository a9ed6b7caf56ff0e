using System.Globalization;
using Tasker.Caching.Memcached.Evictions;
using Tasker.Caching.Memcached.Protocol;
using Tasker.OutputCache.TestUtilities;

namespace Tasker.Caching.Memcached.Tests.Evictions;

public sealed class ServerClockTests
{
    private readonly ManualClock _clock = new();

    // The server is ahead of us by this much, and says whole seconds.
    private void Look(ServerClock server, TimeSpan ahead)
    {
        var sentAt = _clock.GetUtcNow();
        var seconds = (sentAt + ahead).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        server.Look(new MemcachedReply(ReplyCode.End, null, 0, 0, string.Empty) { Statistics = new Dictionary<string, string> { ["time"] = seconds } }, sentAt);
    }

    [Fact]
    public void Now_NothingKnown_IsOurs() => Assert.Equal(_clock.GetUtcNow(), new ServerClock(_clock).Now);

    [Fact]
    public void Now_AfterSomeLooks_IsTheServers()
    {
        var server = new ServerClock(_clock);
        var ahead = TimeSpan.FromSeconds(100.37);
        var looks = 0;
        for (var poll = 0; poll < 200; poll++)
        {
            if (server.WantsLook)
            {
                Look(server, ahead);
                looks++;
            }

            _clock.Advance(TimeSpan.FromMilliseconds(250));
        }

        Assert.InRange((server.Now - _clock.GetUtcNow() - ahead).Duration(), TimeSpan.Zero, TimeSpan.FromMilliseconds(150));
        Assert.InRange(looks, 2, 10);
    }

    [Fact]
    public void Now_ServerWasReplaced_BeginsAnew()
    {
        var server = new ServerClock(_clock);
        Look(server, TimeSpan.FromSeconds(100));

        Look(server, TimeSpan.FromSeconds(-50));

        Assert.InRange((server.Now - _clock.GetUtcNow() + TimeSpan.FromSeconds(50)).Duration(), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Look_NoTime_LeavesOurs()
    {
        var server = new ServerClock(_clock);

        server.Look(new MemcachedReply(ReplyCode.End, null, 0, 0, string.Empty), _clock.GetUtcNow());

        Assert.Equal(_clock.GetUtcNow(), server.Now);
    }
}
