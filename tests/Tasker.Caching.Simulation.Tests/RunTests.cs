using System.Globalization;
using Tasker.Caching.Simulation.Running;
using Xunit;

namespace Tasker.Caching.Simulation.Tests;

public sealed class RunTests
{
    [Fact]
    public void Of_SameSeed_SameTrace()
    {
        for (var seed = 1UL; seed <= 12; seed++)
        {
            var plan = Plan.Of(seed);

            Assert.Equal(Run.Of(plan).Hash, Run.Of(plan).Hash);
        }
    }

    // A trace that is read is the same as one that is not.
    [Fact]
    public void Of_TraceIsRead_SameTrace()
    {
        var read = Run.Of(Plan.Of(3), reads: true);

        Assert.Equal(Run.Of(Plan.Of(3)).Hash, read.Hash);
        Assert.NotEmpty(read.Lines);
    }

    [Fact]
    public void Of_OtherSeed_OtherTrace() => Assert.NotEqual(Run.Of(Plan.Of(1)).Hash, Run.Of(Plan.Of(2)).Hash);

    [Fact]
    public void WithReads_MakesAboutAsMany()
    {
        for (var seed = 1UL; seed <= 5; seed++)
        {
            var plan = Plan.Of(seed).WithReads(10_000);

            Assert.InRange((plan.Duration / Plan.Slot * plan.ReadsPerSlot) + plan.Evictions.Sum(static eviction => eviction.Reads), 8_000, 12_500);
            Assert.Null(Run.Of(plan).Violation);
        }
    }

    [Fact]
    public void Parse_Reads_IsTaken()
    {
        Assert.Equal(10_000, CampaignOptions.Parse(["--reads", "10000"]).Reads);
        Assert.Throws<ArgumentException>(static () => CampaignOptions.Parse(["--reads", "0"]));
    }

    // New seeds in every run. They are printed, so that a red one can be repeated.
    [Fact]
    public void Campaign_NewSeeds_NothingIsStale()
    {
        var output = new StringWriter();
        var seed = (ulong)DateTimeOffset.UtcNow.ToUnixTimeSeconds() << 16;
        var minutes = double.Parse(Environment.GetEnvironmentVariable("TASKER_SIMULATION_MINUTES") ?? "1", CultureInfo.InvariantCulture);

        var code = Campaign.Run(new CampaignOptions(seed, long.MaxValue, minutes, Reads: 0, Shows: false, Shrinks: true), output);

        Console.WriteLine(output);
        Assert.True(code == 0, output.ToString());
    }
}
