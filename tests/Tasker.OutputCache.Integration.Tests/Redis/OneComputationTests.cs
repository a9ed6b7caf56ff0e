using Tasker.Caching;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Servers;
using Xunit;

namespace Tasker.OutputCache.Integration.Tests.Redis;

/// <summary>However many requests and instances ask, the handler runs once.</summary>
public sealed class OneComputationTests : IClassFixture<PatientFleet>
{
    private const int Requests = 500;

    private readonly Fleet _fleet;

    public OneComputationTests(PatientFleet fleet)
    {
        _fleet = fleet.Fleet;
        _fleet.Database.Delay = TimeSpan.Zero;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_ColdKeyOnThreeInstances_RunsTheHandlerOnce()
    {
        _fleet.Database.Delay = TimeSpan.FromSeconds(2);

        var answers = await Task.WhenAll(Enumerable.Range(0, Requests).Select(number => Fleet.ReadAsync(_fleet.Hosts[number % 3], "bounded", "cold", Token)));

        Assert.Equal(1, _fleet.Database.ReadsOf("bounded", "cold"));
        Assert.All(answers, answer => Assert.Equal(0, answer.Version));
        Assert.Single(answers, answer => answer.Source == "tasker; fwd=miss; stored");
    }

    // The replay is held for as long as it takes: a request that waited for it would not come back.
    [Fact]
    public async Task Read_ExpiredKeyWithinItsWindow_RunsTheHandlerOnceAndNoRequestWaits()
    {
        await Task.WhenAll(_fleet.Hosts.Select(host => Fleet.ReadAsync(host, "windows", "old", Token)));
        Assert.Equal(1, _fleet.Database.ReadsOf("windows", "old"));
        await _fleet.Database.CommitAsync("old", 1);
        var replay = _fleet.Database.Hold();

        // Its second of freshness is over once an answer is marked as stale: that request has begun the replay.
        await Eventually.Async(
            token => Fleet.ReadAsync(_fleet.Hosts[0], "windows", "old", token),
            static answer => answer.Source.Contains("stale", StringComparison.Ordinal), TimeSpan.FromSeconds(30), "the entry expires", Token);
        var answers = await Task.WhenAll(Enumerable.Range(0, Requests).Select(number => Fleet.ReadAsync(_fleet.Hosts[number % 3], "windows", "old", Token)));

        Assert.All(answers, static answer => Assert.Equal(0, answer.Version));

        // In the background: on a busy machine it may begin after the last of the answers.
        await Eventually.Async(() => _fleet.Database.ReadsOf("windows", "old") > 1, TimeSpan.FromSeconds(30), "the replay computes", Token);
        Assert.Equal(2, _fleet.Database.ReadsOf("windows", "old"));

        replay.SetResult();
        foreach (var host in _fleet.Hosts)
        {
            await Eventually.Async(token => Fleet.ReadAsync(host, "windows", "old", token), static answer => answer.Version == 1, TimeSpan.FromSeconds(30), "the new version is shown", Token);
        }
    }

    [Fact]
    public async Task Read_LeaderOfAnotherProcessIsKilled_TheWaitersShareOneMoreComputation()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var fleet = await Fleet.StartAsync(3, redis.Url, PatientFleet.Settings, Token);
        await fleet.WaitUntilSharingAsync(Token);
        fleet.Database.Delay = TimeSpan.FromMinutes(1);

        var lost = Fleet.ReadAsync(fleet.Hosts[0], "bounded", "a", Token);
        await Eventually.Async(() => fleet.Database.ReadsOf("bounded", "a") == 1, TimeSpan.FromSeconds(30), "the leader computes", Token);
        var waiters = Enumerable.Range(0, 50).Select(number => Fleet.ReadAsync(fleet.Hosts[1 + (number % 2)], "bounded", "a", Token)).ToArray();
        await Eventually.Async(
            async token => (await redis.ExecuteAsync(["GET", "{tasker:bounded:row:a}:lease"], token)).Text.StartsWith('1'),
            TimeSpan.FromSeconds(30), "a waiter is marked at the lease", Token);
        fleet.Database.Delay = TimeSpan.FromSeconds(2);
        await fleet.Hosts[0].KillAsync();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => lost);
        var answers = await Task.WhenAll(waiters);

        // A waiter that does not hear of the end of the lease computes by itself: that would be a third read.
        Assert.All(answers, answer => Assert.Equal(0, answer.Version));
        Assert.Equal(2, fleet.Database.ReadsOf("bounded", "a"));
    }

    [Fact]
    public async Task EvictSoftly_OnOneInstance_ShowsTheOldOnceMoreOnBothAndReplaysOnce()
    {
        await Task.WhenAll(_fleet.Hosts.Select(host => Fleet.ReadAsync(host, "bounded", "soft", Token)));
        await _fleet.Database.CommitAsync("soft", 1);
        _fleet.Database.Delay = TimeSpan.FromSeconds(1);

        Assert.True(await Fleet.EvictAsync(_fleet.Hosts[0], "soft", EvictionMode.Soft, Token));

        var first = await Fleet.ReadAsync(_fleet.Hosts[0], "bounded", "soft", Token);
        Assert.Equal((0, "tasker; hit; detail=stale-while-revalidate"), first);
        foreach (var host in _fleet.Hosts)
        {
            await Eventually.Async(token => Fleet.ReadAsync(host, "bounded", "soft", token), static answer => answer.Version == 1, TimeSpan.FromSeconds(30), "the new version is shown", Token);
        }

        Assert.Equal(2, _fleet.Database.ReadsOf("bounded", "soft"));
    }

    [Fact]
    public async Task WarmUp_OnTwoInstances_ComputesOnceAndTheFirstRequestIsAHit()
    {
        await using var redis = await RedisServer.StartNewAsync(cancellationToken: Token);
        await using var fleet = await Fleet.StartAsync(
            2, redis.Url, new Dictionary<string, string?>(PatientFleet.Settings) { ["resources__bounded__warm_up__0"] = "/bounded/warm" }, Token);
        foreach (var host in fleet.Hosts)
        {
            await Eventually.Async(
                async token => (await host.Client.GetAsync(new Uri("/ready", UriKind.Relative), token)).IsSuccessStatusCode,
                TimeSpan.FromSeconds(60), "the warm-up has ended", Token);
        }

        foreach (var host in fleet.Hosts)
        {
            Assert.Contains("hit", (await Fleet.ReadAsync(host, "bounded", "warm", Token)).Source, StringComparison.Ordinal);
        }

        Assert.Equal(1, fleet.Database.ReadsOf("bounded", "warm"));
    }
}
