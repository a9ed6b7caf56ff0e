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

    // New seeds in every run. They are printed, so that a red one can be repeated.
    [Fact]
    public void Campaign_NewSeeds_NothingIsStale()
    {
        var output = new StringWriter();
        var seed = (ulong)DateTimeOffset.UtcNow.ToUnixTimeSeconds() << 16;
        var minutes = double.Parse(Environment.GetEnvironmentVariable("TASKER_SIMULATION_MINUTES") ?? "1", CultureInfo.InvariantCulture);

        var code = Campaign.Run(new CampaignOptions(seed, long.MaxValue, minutes, Shows: false, Shrinks: true), output);

        Console.WriteLine(output);
        Assert.True(code == 0, output.ToString());
    }
}
