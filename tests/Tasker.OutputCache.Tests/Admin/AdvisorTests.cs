using Tasker.OutputCache.Admin.Bodies;
using Tasker.OutputCache.Admin.Status;
using Xunit;

namespace Tasker.OutputCache.Tests.Admin;

public sealed class AdvisorTests
{
    private static string[] Advise(long hits, params (string Reason, long Count)[] misses)
    {
        var counts = new SortedDictionary<string, long>(misses.ToDictionary(static miss => miss.Reason, static miss => miss.Count), StringComparer.Ordinal);
        var endpoint = new EndpointStatsBody("performance", 0, 0, hits, 0, null, 0, new(), new(), counts, null, null, null);
        return [.. Advisor.Advise([new ResourceStatsBody("analytics", 0, 0, hits, 0, 0, new(), new(), [endpoint])])];
    }

    [Fact]
    public void Advise_MemoryHadPushedOut_SaysHowManyPointsRoomWouldBring() => Assert.Equal(
        "analytics/performance: 400 requests found that memory had pushed their entry out. With room for them the hit rate would be 4.0 points higher: raise memory.max_bytes or memory.max_capacity.",
        Assert.Single(Advise(9000, ("capacity", 400), ("cold", 600))));

    [Fact]
    public void Advise_TimeHadPassed_SaysThatNothingHadChanged() => Assert.StartsWith(
        "analytics/performance: 80 % of the misses found an entry that nothing had evicted and whose time had passed.",
        Assert.Single(Advise(9000, ("expired", 800), ("evicted", 200))),
        StringComparison.Ordinal);

    [Fact]
    public void Advise_KeysHardlyRepeat_SaysSo() => Assert.StartsWith(
        "analytics/performance: 96 % of the requests have a key that was not seen before.", Assert.Single(Advise(40, ("cold", 960))), StringComparison.Ordinal);

    [Theory]
    [InlineData(0, "cold", Advisor.FewestMisses - 1)]
    [InlineData(9000, "evicted", 1000)]
    [InlineData(9000, "cold", 1000)]
    [InlineData(1_000_000, "capacity", 300)]
    public void Advise_NothingThatAChangeWouldMend_IsSilent(long hits, string reason, long misses) => Assert.Empty(Advise(hits, (reason, misses)));
}
