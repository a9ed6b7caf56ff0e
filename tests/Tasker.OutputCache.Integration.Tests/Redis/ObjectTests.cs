using System.Globalization;
using Tasker.Caching;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Processes;
using Tasker.OutputCache.TestUtilities.Servers;
using Xunit;

namespace Tasker.OutputCache.Integration.Tests.Redis;

/// <summary>Objects in several processes.</summary>
public sealed class ObjectTests : IClassFixture<PatientFleet>
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);

    private readonly Fleet _fleet;

    public ObjectTests(PatientFleet fleet)
    {
        _fleet = fleet.Fleet;
        _fleet.Database.Delay = TimeSpan.Zero;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<long> ReadAsync(HostProcess host, string resource, string row) =>
        long.Parse((await host.Client.GetStringAsync(new Uri($"/{resource}/{row}", UriKind.Relative), Token)).Trim('"'), CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task GetOrCreate_500Callers_RunTheFactoryOnce(int processes)
    {
        _fleet.Database.Delay = TimeSpan.FromSeconds(2);

        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(number => ReadAsync(_fleet.Hosts[number % processes], "objects", $"cold-{processes}")));

        Assert.Equal(1, _fleet.Database.ReadsOf("objects", $"cold-{processes}"));
        Assert.All(answers, static answer => Assert.Equal(0, answer));
    }

    [Fact]
    public async Task Evict_NamespaceOnOneProcess_TheOtherResolvesTheNewTemplate()
    {
        Assert.Equal(0, await ReadAsync(_fleet.Hosts[0], "templates", "charge"));
        await _fleet.Database.CommitAsync("charge", 1);
        Assert.Equal(0, await ReadAsync(_fleet.Hosts[0], "templates", "charge"));

        using var response = await _fleet.Hosts[1].Client.PostAsync(new Uri("/templates/payments/evictions", UriKind.Relative), null, Token);

        Assert.Equal(nameof(EvictionResult.Confirmed), await response.Content.ReadAsStringAsync(Token));
        await Eventually.Async(async _ => await ReadAsync(_fleet.Hosts[0], "templates", "charge") == 1, _deadline, "the other process has heard of it", Token);
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
