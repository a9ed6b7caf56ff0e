using System.Diagnostics;
using Tasker.OutputCache.TestUtilities.Faults;
using Xunit;

namespace Tasker.OutputCache.Integration.Tests.Redis;

public sealed class SeveralInstancesTests(RedisFleet shared) : IClassFixture<RedisFleet>, IAsyncLifetime
{
    private const int Rounds = 40;

    private readonly FaultProxy _proxy = shared.Proxy;
    private readonly Fleet _fleet = shared.Fleet;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _proxy.Heal();
        _fleet.Database.Delay = TimeSpan.Zero;
        await _fleet.WaitUntilAttachedAsync(Token);
    }

    public ValueTask DisposeAsync() => default;

    [Fact]
    public async Task Fill_OnOneInstance_IsHitOnTheOthers()
    {
        await Fleet.ReadAsync(_fleet.Hosts[0], "bounded", "filled", Token);

        // The fill is not awaited by the client; asked meanwhile, the others wait for it.
        foreach (var host in _fleet.Hosts.Skip(1))
        {
            var (_, source) = await Fleet.ReadAsync(host, "bounded", "filled", Token);
            Assert.Equal("tasker; hit; detail=far", source);
        }

        Assert.Equal(3, _fleet.Hosts.Select(host => host.Address.Authority).Distinct().Count());
        Assert.Equal(1, _fleet.Database.ReadsOf("bounded", "filled"));
    }

    [Fact]
    public async Task Evict_OnOneInstance_IsKnownThereAtOnceAndSoonElsewhere()
    {
        var (here, there) = (_fleet.Hosts[0], _fleet.Hosts[1]);
        var delays = new List<double>();
        for (var version = 1; version <= Rounds; version++)
        {
            await Fleet.ReadAsync(here, "bounded", "soon", Token);
            await Fleet.ReadAsync(there, "bounded", "soon", Token);
            await _fleet.Database.CommitAsync("soon", version);
            await Fleet.EvictUntilSharedAsync(here, "soon", Token);
            var returned = Stopwatch.GetTimestamp();

            var seen = (await Fleet.ReadAsync(there, "bounded", "soon", Token)).Version;
            while (seen != version)
            {
                Assert.True(Stopwatch.GetElapsedTime(returned) < Fleet.StalenessBound, $"version {seen} instead of {version} after {Stopwatch.GetElapsedTime(returned)}");
                seen = (await Fleet.ReadAsync(there, "bounded", "soon", Token)).Version;
            }

            delays.Add(Stopwatch.GetElapsedTime(returned).TotalMilliseconds);
            Assert.Equal(version, (await Fleet.ReadAsync(here, "bounded", "soon", Token)).Version);
        }

        var median = delays.Order().ElementAt(Rounds / 2);
        TestContext.Current.TestOutputHelper!.WriteLine($"An eviction is known elsewhere, request included: median {median:0.0} ms, slowest {delays.Max():0.0} ms.");

        // A busy machine takes its time; by the readings alone, a second apart, it would be half a second.
        Assert.True(median < 250, $"median {median} ms");
    }

    [Fact]
    public async Task Evict_WithMessagesLost_IsKnownElsewhereByTheNextReading()
    {
        _proxy.Set(ProxyFault.MessagesLost);
        var delays = new List<TimeSpan>();
        for (var version = 1; version <= 5; version++)
        {
            delays.Add(await FleetPromises.TimeUntilKnownElsewhereAsync(_fleet, "lost", version));
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"Without messages, an eviction is known elsewhere after at most {delays.Max().TotalMilliseconds:0} ms.");

        // The interval of a second, and not the staleness bound; one of them may have waited for a busy machine.
        Assert.InRange(delays.Order().ElementAt(2), TimeSpan.Zero, Fleet.StalenessBound);
    }

    [Fact]
    public async Task Evict_WithMessagesLost_IsKnownAtOnceToStrictReads()
    {
        _proxy.Set(ProxyFault.MessagesLost);
        await FleetPromises.AssertStrictReadsSeeEvictionsAsync(_fleet, Rounds);
    }

    [Fact]
    public Task Histories_OfReadersWritersAndEvictors_HoldNothingStale() => FleetPromises.AssertHistoriesHoldNothingStaleAsync(_fleet);
}
