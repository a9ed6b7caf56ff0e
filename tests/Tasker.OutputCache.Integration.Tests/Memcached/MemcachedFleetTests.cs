using Tasker.OutputCache.TestUtilities.Servers;
using Xunit;

namespace Tasker.OutputCache.Integration.Tests.Memcached;

/// <summary>Two and three instances over Memcached.</summary>
public sealed class MemcachedFleetTests(MemcachedFleet shared) : IClassFixture<MemcachedFleet>, IAsyncLifetime
{
    private const int Rounds = 20;

    private readonly IReadOnlyList<MemcachedServer> _servers = shared.Servers;
    private readonly Fleet _fleet = shared.Fleet;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _fleet.Database.Delay = TimeSpan.Zero;
        await _fleet.WaitUntilAttachedAsync(Token);
    }

    public ValueTask DisposeAsync() => default;

    [Fact]
    public async Task Fill_OnOneInstance_IsHitOnTheOthers()
    {
        for (var row = 0; row < 12; row++)
        {
            await Fleet.ReadAsync(_fleet.Hosts[0], "bounded", $"filled-{row}", Token);
            foreach (var host in _fleet.Hosts.Skip(1))
            {
                var (_, source) = await Fleet.ReadAsync(host, "bounded", $"filled-{row}", Token);
                Assert.Equal("tasker; hit; detail=far", source);
            }

            Assert.Equal(1, _fleet.Database.ReadsOf("bounded", $"filled-{row}"));
        }

        foreach (var server in _servers)
        {
            Assert.NotEqual("0", (await server.StatsAsync(Token))["curr_items"]);
        }
    }

    [Fact]
    public async Task Evict_OnOneInstance_IsKnownElsewhereByTheNextLook()
    {
        var delays = new List<double>();
        for (var version = 1; version <= Rounds; version++)
        {
            delays.Add((await FleetPromises.TimeUntilKnownElsewhereAsync(_fleet, "soon", version)).TotalMilliseconds);
        }

        var median = delays.Order().ElementAt(Rounds / 2);
        TestContext.Current.TestOutputHelper!.WriteLine($"An eviction is known elsewhere after {median:0} ms (median), {delays.Max():0} ms at most.");
        Assert.True(median < Fleet.StalenessBound.TotalMilliseconds / 2, $"median {median} ms");
    }

    [Fact]
    public Task Evict_OnOneInstance_IsKnownAtOnceToStrictReads() => FleetPromises.AssertStrictReadsSeeEvictionsAsync(_fleet, Rounds);

    [Fact]
    public Task Histories_OfReadersWritersAndEvictors_HoldNothingStale() => FleetPromises.AssertHistoriesHoldNothingStaleAsync(_fleet);

    [Fact]
    public async Task Histories_OfTwoInstancesOnOneServer_HoldNothingStale()
    {
        await using var two = await Fleet.StartAsync(2, "memcached", MemcachedFleet.UrlOf(_servers.Take(1)), new Dictionary<string, string?> { ["key_prefix"] = "two" }, Token);

        await FleetPromises.AssertHistoriesHoldNothingStaleAsync(two);
    }
}
