using System.Globalization;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.Memcached.Tests.Evictions;

/// <summary>What an announcement costs the server: one item that is set, and one that is read.</summary>
public sealed class AnnouncementBudgetTests
{
    private const int Announcements = 10;

    [Fact]
    public async Task Announce_IsOneWriteAndOneRead()
    {
        var token = TestContext.Current.CancellationToken;
        await using var server = await MemcachedServer.StartNewAsync(cancellationToken: token);
        await using var backend = await MemcachedTest.OpenAsync(server);
        var instances = backend.Backend.Instances!;

        // The first enters the directory.
        await instances.AnnounceAsync("abc", new byte[700], TimeSpan.FromMinutes(10), token);
        var before = await CountAsync(server, token);
        for (var i = 0; i < Announcements; i++)
        {
            await instances.AnnounceAsync("abc", new byte[700], TimeSpan.FromMinutes(10), token);
        }

        var after = await CountAsync(server, token);
        Assert.Equal((Announcements, Announcements), (after.Sets - before.Sets, after.Gets - before.Gets));
    }

    private static async Task<(int Sets, int Gets)> CountAsync(MemcachedServer server, CancellationToken token)
    {
        var statistics = await server.StatsAsync(token);
        return (int.Parse(statistics["cmd_set"], CultureInfo.InvariantCulture), int.Parse(statistics["cmd_get"], CultureInfo.InvariantCulture));
    }
}
