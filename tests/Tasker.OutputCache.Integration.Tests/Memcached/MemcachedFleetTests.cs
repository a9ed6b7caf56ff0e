using System.Diagnostics;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Histories;
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
        var (here, there) = (_fleet.Hosts[0], _fleet.Hosts[1]);
        var delays = new List<double>();
        for (var version = 1; version <= Rounds; version++)
        {
            await Fleet.ReadAsync(here, "bounded", "soon", Token);
            await Fleet.ReadAsync(there, "bounded", "soon", Token);
            await _fleet.Database.CommitAsync("soon", version);
            Assert.True(await Fleet.EvictAsync(here, "soon", cancellationToken: Token));
            var returned = Stopwatch.GetTimestamp();
            Assert.Equal(version, (await Fleet.ReadAsync(here, "bounded", "soon", Token)).Version);

            var expected = version;
            await Eventually.Async(
                async token => (await Fleet.ReadAsync(there, "bounded", "soon", token)).Version,
                seen => seen == expected, TimeSpan.FromSeconds(30), "the eviction is known", Token);
            delays.Add(Stopwatch.GetElapsedTime(returned).TotalMilliseconds);
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"An eviction is known elsewhere after {delays.Order().ElementAt(Rounds / 2):0} ms (median), {delays.Max():0} ms at most.");
        Assert.True(delays.Max() < Fleet.StalenessBound.TotalMilliseconds, $"{delays.Max()} ms");
    }

    [Fact]
    public async Task Evict_OnOneInstance_IsKnownAtOnceToStrictReads()
    {
        for (var version = 1; version <= Rounds; version++)
        {
            foreach (var host in _fleet.Hosts)
            {
                await Fleet.ReadAsync(host, "strict", "strict", Token);
            }

            await _fleet.Database.CommitAsync("strict", version);
            Assert.True(await Fleet.EvictAsync(_fleet.Hosts[version % 3], "strict", cancellationToken: Token));

            foreach (var host in _fleet.Hosts)
            {
                Assert.Equal(version, (await Fleet.ReadAsync(host, "strict", "strict", Token)).Version);
            }
        }
    }

    [Fact]
    public async Task Histories_OfReadersWritersAndEvictors_HoldNothingStale()
    {
        await CheckAsync(_fleet, TimeSpan.FromSeconds(TestRun.IsFull ? 60 : 10));
    }

    [Fact]
    public async Task Histories_OfTwoInstancesOnOneServer_HoldNothingStale()
    {
        await using var two = await Fleet.StartAsync(2, "memcached", MemcachedFleet.UrlOf(_servers.Take(1)), new Dictionary<string, string?> { ["key_prefix"] = "two" }, Token);

        await CheckAsync(two, TimeSpan.FromSeconds(TestRun.IsFull ? 60 : 10));
    }

    private static async Task CheckAsync(Fleet fleet, TimeSpan time)
    {
        fleet.Database.DelayUpTo(TimeSpan.FromMilliseconds(30));
        await using var load = Load.Start(fleet, "history");

        await load.RunForAsync(time, Token);

        // A machine that is busy with other things needs longer for as much.
        await load.RunUntilAsync(static operations => operations.OfType<ReadOperation>().Any(static read => read.Source == "tasker; hit; detail=far"), "an instance reads what another has stored", Token);
        await load.StopAsync();

        var report = load.Check();
        TestContext.Current.TestOutputHelper!.WriteLine(report.ToString());
        Assert.True(report.IsValid, $"{report}\n{fleet.Output()}");
        Assert.All(report.Resources.Values, resource => Assert.True(resource.Sources.GetValueOrDefault("tasker; hit; detail=near") > 0));
        Assert.Contains(report.Resources.Values, resource => resource.Sources.ContainsKey("tasker; hit; detail=far"));
    }
}
