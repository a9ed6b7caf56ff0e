using Tasker.Caching.Engine;
using Tasker.OutputCache.Admin.Bodies;
using Tasker.OutputCache.Admin.Bodies.Memory;
using Tasker.OutputCache.Admin.Status;
using Xunit;

namespace Tasker.OutputCache.Tests.Admin;

public sealed class AdvisorTests
{
    private static string[] Advise(long hits, params (string Reason, long Count)[] misses)
    {
        var counts = new SortedDictionary<string, long>(misses.ToDictionary(static miss => miss.Reason, static miss => miss.Count), StringComparer.Ordinal);
        var endpoint = new EndpointStatsBody("performance", 0, 0, hits, 0, null, 0, new(), new(), counts, null, null, null, null, null, null);
        return [.. Advisor.Advise([new ResourceStatsBody("analytics", 0, 0, hits, 0, 0, new(), new(), [endpoint])])];
    }

    [Fact]
    public void Advise_MemoryHadPushedOut_SaysHowOften() => Assert.Equal(
        "analytics/performance: 6.0 % of the requests found that memory had pushed their entry out. What more memory would bring stands beside the memory's figures.",
        Assert.Single(Advise(9000, ("capacity", 600), ("cold", 400))));

    [Fact]
    public void Advise_TimeHadPassed_SaysThatNothingHadChanged() => Assert.StartsWith(
        "analytics/performance: 80 % of the misses found an entry that nothing had evicted and whose time had passed.",
        Assert.Single(Advise(9000, ("expired", 800), ("evicted", 200))),
        StringComparison.Ordinal);

    [Fact]
    public void Advise_KeysHardlyRepeat_SaysSo() => Assert.StartsWith(
        "analytics/performance: 96 % of the requests have a key that was not seen before.", Assert.Single(Advise(40, ("cold", 960))), StringComparison.Ordinal);

    [Theory]
    [InlineData(0, "cold", MissCounts.Fewest - 1)]
    [InlineData(9000, "evicted", 1000)]
    [InlineData(9000, "cold", 1000)]
    [InlineData(1_000_000, "capacity", 10_000)]
    public void Advise_NothingThatAChangeWouldMend_IsSilent(long hits, string reason, long misses) => Assert.Empty(Advise(hits, (reason, misses)));

    private static string[] Advise(long pushedOut, params (double Room, int Mebibytes, int Entries, double HitRate)[] points) =>
    [
        .. Advisor.Advise(new MemoryBody(
            9_000, 10_000, 0, 256 << 20, pushedOut, 0, 0, 0, [.. points.Select(static point => new MemoryForecastBody(point.Room, (long)point.Mebibytes << 20, point.Entries, point.HitRate))])),
    ];

    [Fact]
    public void Advise_MoreMemoryAnswersMore_SaysWhichSizeAndHowMuch() => Assert.Equal(
        "Memory: memory.max_bytes of 512 MiB would answer 71.3 % of the look-ups in memory, instead of 67.2 %: 4.1 points more. Estimated from a sample of the keys.",
        Assert.Single(Advise(5, (0.5, 128, 5000, 50), (1, 256, 10_000, 67.2), (2, 512, 10_000, 71.3), (4, 1024, 20_000, 90))));

    [Fact]
    public void Advise_TwiceTheMemoryBringsLittle_SaysWhatFourTimesDoes() => Assert.Equal(
        "Memory: memory.max_capacity of 40,000 would answer 90.0 % of the look-ups in memory, instead of 67.2 %: 22.8 points more. Estimated from a sample of the keys.",
        Assert.Single(Advise(5, (1, 256, 10_000, 67.2), (2, 256, 20_000, 68.1), (4, 256, 40_000, 90))));

    [Theory]
    [InlineData(0, 90.0)]
    [InlineData(5, 68.1)]
    public void Advise_MoreMemoryThatIsNotWorthIt_IsSilent(long pushedOut, double hitRate) => Assert.Empty(Advise(pushedOut, (1, 256, 10_000, 67.2), (2, 512, 20_000, hitRate)));

    [Fact]
    public void Advise_NothingIsKnownOfTheMemory_IsSilent() => Assert.Empty(Advise(5, points: []));
}
