using Tasker.OutputCache.TestUtilities.Servers;
using Xunit;

namespace Tasker.OutputCache.Integration.Tests.Redis;

public sealed class ClusterTests
{
    private const string LogKey = "{tasker}:evictions";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Failover_ThatLosesWrites_ServesNothingStale()
    {
        await using var cluster = await RedisCluster.StartNewAsync(cancellationToken: Token);
        await using var fleet = await Fleet.StartAsync(2, $"redis://{cluster.EndPoints}", cancellationToken: Token);
        await fleet.WaitUntilSharingAsync(Token);
        fleet.Database.DelayUpTo(TimeSpan.FromMilliseconds(10));
        await using var load = Load.Start(fleet, "cluster");
        await load.RunForAsync(TimeSpan.FromSeconds(3), Token);

        // For a second, evictions are written to a master whose replica does not hear of them.
        var (_, old) = await cluster.FailoverLosingWritesAsync(LogKey, _ => load.RunForAsync(TimeSpan.FromSeconds(1), Token), Token);
        await fleet.WaitUntilAttachedAsync(Token);
        await fleet.WaitUntilSharingAsync(Token);
        load.ConfirmEvictions();
        await old.StartAsync(Token);
        await load.RunForAsync(TimeSpan.FromSeconds(3), Token);
        await load.StopAsync();

        var report = load.Check();
        TestContext.Current.TestOutputHelper!.WriteLine(report.ToString());
        Assert.True(report.IsValid, $"{report}\n{fleet.Output()}");
        Assert.Contains(report.Resources.Values, resource => resource.Sources.ContainsKey("tasker; hit; detail=far"));
        Assert.Contains(fleet.Hosts, host => host.Output.Text.Contains("another one is the primary now", StringComparison.Ordinal));
    }
}
