using System.Globalization;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Processes;
using Tasker.OutputCache.TestUtilities.Servers;
using Xunit;

namespace Tasker.OutputCache.Integration.Tests.Redis;

/// <summary>Objects in several processes.</summary>
public sealed class ObjectTests
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);

    // A busy machine must not look like a broken Redis here.
    private static readonly Dictionary<string, string?> _settings = new()
    {
        ["operation_timeout_milliseconds"] = "10000",
        ["evictions__staleness_bound_milliseconds"] = "30000",
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<long> ReadAsync(HostProcess host, string resource, string row) =>
        long.Parse((await host.Client.GetStringAsync(new Uri($"/{resource}/{row}", UriKind.Relative), Token)).Trim('"'), CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task GetOrCreate_500Callers_RunTheFactoryOnce(int processes)
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var fleet = await Fleet.StartAsync(processes, redis.Url, _settings, Token);
        await fleet.WaitUntilSharingAsync(Token);
        fleet.Database.Delay = TimeSpan.FromSeconds(2);

        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(number => ReadAsync(fleet.Hosts[number % processes], "objects", "cold")));

        Assert.Equal(1, fleet.Database.ReadsOf("objects", "cold"));
        Assert.All(answers, static answer => Assert.Equal(0, answer));
    }

    [Fact]
    public async Task Evict_NamespaceOnOneProcess_TheOtherResolvesTheNewTemplate()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var fleet = await Fleet.StartAsync(2, redis.Url, _settings, Token);
        await fleet.WaitUntilSharingAsync(Token);
        Assert.Equal(0, await ReadAsync(fleet.Hosts[0], "templates", "charge"));
        await fleet.Database.CommitAsync("charge", 1);
        Assert.Equal(0, await ReadAsync(fleet.Hosts[0], "templates", "charge"));

        using var response = await fleet.Hosts[1].Client.PostAsync(new Uri("/templates/payments/evictions", UriKind.Relative), null, Token);

        Assert.Equal(nameof(EvictionResult.Shared), await response.Content.ReadAsStringAsync(Token));
        await Eventually.Async(async _ => await ReadAsync(fleet.Hosts[0], "templates", "charge") == 1, _deadline, "the other process has heard of it", Token);
    }

    [Fact]
    public async Task Get_RedisIsStopped_TemplatesComeFromTheDatabaseAndAreCachedAgainAfterwards()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var fleet = await Fleet.StartAsync(1, redis.Url, cancellationToken: Token);
        var host = fleet.Hosts[0];
        await UntilCachedAsync(fleet, host);

        await redis.StopAsync();
        await Eventually.Async(async token => !(await Fleet.StatusAsync(host, token)).Attached, _deadline, "the host is detached", Token);
        var before = fleet.Database.ReadsOf("templates", "a");
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(0, await ReadAsync(host, "templates", "a"));
        }

        Assert.Equal(before + 20, fleet.Database.ReadsOf("templates", "a"));
        Assert.Equal(1, CountOf(host.Output.Text, "'templates' is not cached while"));

        await redis.StartAsync(Token);
        await fleet.WaitUntilAttachedAsync(Token);
        await UntilCachedAsync(fleet, host);
        Assert.Equal(1, CountOf(host.Output.Text, "'templates' is cached again"));
    }

    private static Task UntilCachedAsync(Fleet fleet, HostProcess host) => Eventually.Async(
        async _ =>
        {
            await ReadAsync(host, "templates", "a");
            var reads = fleet.Database.ReadsOf("templates", "a");
            await ReadAsync(host, "templates", "a");
            return fleet.Database.ReadsOf("templates", "a") == reads;
        },
        _deadline, "templates are cached", Token);

    private static int CountOf(string text, string part) => text.Split(part).Length - 1;
}
