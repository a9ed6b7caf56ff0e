using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Tasker.OutputCache.Tests.Evictions;

/// <summary>Random schedules over three real nodes, one row and a far tier. FsCheck prints the seed of what it finds.</summary>
public sealed class NodesProperties
{
    private static readonly Gen<int[]> Schedules = Gen.Choose(0, 99_999).ArrayOf(120);

    [Fact]
    public void Read_AnySchedule_IsNeverStale()
    {
        var served = 0;
        var losses = 0;

        Prop.ForAll(Schedules.ToArbitrary(), schedule =>
        {
            var run = new NodesRun();
            run.RunAsync(schedule).GetAwaiter().GetResult();
            served += run.Served;
            losses += run.Losses;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

        // Nodes that serve nothing are safe and prove nothing.
        Assert.InRange(served, 200, int.MaxValue);
        Assert.InRange(losses, 20, int.MaxValue);
    }
}
