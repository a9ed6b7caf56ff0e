using System.Diagnostics;
using Tasker.OutputCache.Benchmarks.Requests;
using Xunit;

namespace Tasker.OutputCache.Tests.Performance;

/// <summary>A coarse floor, which holds on a machine that does a lot else. The figures are in <c>docs/performance.md</c>.</summary>
public sealed class ThroughputTests
{
    private const int Rounds = 15;
    private const int Hits = 500;
    private const double Floor = 0.8;

    [Fact]
    public async Task Request_NearHitOnTheFastLane_IsNotSlowerThanTheFrameworks()
    {
        await using var microsoft = await RequestHost.StartAsync(Variant.Microsoft, inProcess: true);
        await using var lane = await RequestHost.StartAsync(Variant.FastLane, inProcess: true);
        Measure(microsoft);
        Measure(lane);

        var ratios = new double[Rounds];
        for (var round = 0; round < Rounds; round++)
        {
            var theirs = Measure(microsoft);
            ratios[round] = theirs / Measure(lane);
        }

        var median = Benchmarks.Measuring.Rounds.Median(ratios);
        Assert.True(median >= Floor, $"{median:F2} of the requests a second that the framework's middleware answers.");
    }

    private static double Measure(RequestHost host)
    {
        var features = new InProcessFeatures();
        var startedAt = Stopwatch.GetTimestamp();
        for (var i = 0; i < Hits; i++)
        {
            features.Reset(RequestHost.Path, RequestHost.QueryOf(1));
            host.InProcess.ProcessAsync(features).GetAwaiter().GetResult();
        }

        return Stopwatch.GetElapsedTime(startedAt).TotalNanoseconds;
    }
}
