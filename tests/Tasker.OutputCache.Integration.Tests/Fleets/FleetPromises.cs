using System.Diagnostics;
using Tasker.OutputCache.TestUtilities;
using Tasker.OutputCache.TestUtilities.Histories;
using Xunit;

namespace Tasker.OutputCache.Integration.Tests.Fleets;

/// <summary>What several instances owe over whichever back end.</summary>
internal static class FleetPromises
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Commits a version of a row that two instances hold, evicts it on the first, and waits until the second has the new one.</summary>
    /// <returns>How long that took.</returns>
    public static async Task<TimeSpan> TimeUntilKnownElsewhereAsync(Fleet fleet, string row, long version)
    {
        var (here, there) = (fleet.Hosts[0], fleet.Hosts[1]);
        await Fleet.ReadAsync(here, "bounded", row, Token);
        await Fleet.ReadAsync(there, "bounded", row, Token);
        await fleet.Database.CommitAsync(row, version);
        await Fleet.EvictUntilSharedAsync(here, row, Token);
        var returned = Stopwatch.GetTimestamp();
        Assert.Equal(version, (await Fleet.ReadAsync(here, "bounded", row, Token)).Version);

        await Eventually.Async(
            async token => (await Fleet.ReadAsync(there, "bounded", row, token)).Version,
            seen => seen == version, TimeSpan.FromSeconds(30), "the eviction is known", Token);
        return Stopwatch.GetElapsedTime(returned);
    }

    /// <summary>Evicts on one instance after the other: strict reads of all of them see every eviction at once.</summary>
    public static async Task AssertStrictReadsSeeEvictionsAsync(Fleet fleet, int rounds)
    {
        for (var version = 1; version <= rounds; version++)
        {
            foreach (var host in fleet.Hosts)
            {
                await Fleet.ReadAsync(host, "strict", "strict", Token);
            }

            await fleet.Database.CommitAsync("strict", version);
            await Fleet.EvictUntilSharedAsync(fleet.Hosts[version % fleet.Hosts.Count], "strict", Token);

            foreach (var host in fleet.Hosts)
            {
                Assert.Equal(version, (await Fleet.ReadAsync(host, "strict", "strict", Token)).Version);
            }
        }
    }

    /// <summary>Lets readers, writers and evictors run on all instances: nobody reads what is stale.</summary>
    public static async Task AssertHistoriesHoldNothingStaleAsync(Fleet fleet)
    {
        fleet.Database.DelayUpTo(TimeSpan.FromMilliseconds(30));
        await using var load = Load.Start(fleet, "history");

        await load.RunForAsync(TimeSpan.FromSeconds(TestRun.IsFull ? 60 : 10), Token);

        // A machine that is busy with other things needs longer for as much.
        await load.RunUntilAsync(
            static operations => operations.OfType<ReadOperation>().Any(static read => read.Source == "tasker; hit; detail=far")
                && operations.OfType<ReadOperation>().Where(static read => read.Source == "tasker; hit; detail=near").DistinctBy(static read => read.Client).Count() == Load.Resources,
            "every resource is read from memory, and an instance reads what another has stored", Token);
        await load.StopAsync();

        var report = load.Check();
        TestContext.Current.TestOutputHelper!.WriteLine(report.ToString());
        Assert.True(report.IsValid, $"{report}\n{fleet.Output()}");
        Assert.All(report.Resources.Values, static resource => Assert.True(resource.Sources.GetValueOrDefault("tasker; hit; detail=near") > 0));
        Assert.Contains(report.Resources.Values, static resource => resource.Sources.ContainsKey("tasker; hit; detail=far"));
    }
}
