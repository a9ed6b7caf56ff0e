using System.Text.RegularExpressions;
using Tasker.OutputCache.TestUtilities.Servers;

namespace Tasker.Caching.Redis.Tests.Evictions;

/// <summary>What an announcement costs the server: one call of a script, and four commands in it.</summary>
public sealed class AnnouncementBudgetTests
{
    private const int Announcements = 10;

    [Fact]
    public async Task Announce_IsOneCallOfAScript()
    {
        await using var server = await RedisServer.StartNewAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var backend = await RedisTest.OpenAsync(server);
        var instances = backend.Backend.Instances!;

        // The first brings the script.
        await instances.AnnounceAsync("abc", new byte[700], TimeSpan.FromMinutes(10), TestContext.Current.CancellationToken);
        var before = await CallsAsync(backend);
        for (var i = 0; i < Announcements; i++)
        {
            await instances.AnnounceAsync("abc", new byte[700], TimeSpan.FromMinutes(10), TestContext.Current.CancellationToken);
        }

        var after = await CallsAsync(backend);
        foreach (var command in (string[])["evalsha", "set", "zadd", "zremrangebyscore"])
        {
            Assert.Equal((command, Announcements), (command, after.GetValueOrDefault(command) - before.GetValueOrDefault(command)));
        }

        Assert.Equal(0, after.GetValueOrDefault("eval") - before.GetValueOrDefault("eval"));
    }

    private static async Task<Dictionary<string, int>> CallsAsync(Redis.Hosting.RedisBackend backend)
    {
        var text = (string)(await backend.Pool.Log.CallAsync(0, static (database, _) => database.ExecuteAsync("INFO", "commandstats")))!;
        return Regex.Matches(text, @"cmdstat_([a-z|]+):calls=(\d+)").ToDictionary(
            static match => match.Groups[1].Value, static match => int.Parse(match.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture));
    }
}
