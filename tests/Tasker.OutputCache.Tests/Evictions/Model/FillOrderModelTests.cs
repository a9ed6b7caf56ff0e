using Xunit;
using static Tasker.OutputCache.Tests.Evictions.Model.FillOrderModel;

namespace Tasker.OutputCache.Tests.Evictions.Model;

public sealed class FillOrderModelTests : ModelTests
{
    [Fact]
    public void NeverOverNewer_InOneGeneration_IsSafeAndLosesNoHit() =>
        AssertSafe(new FillOrderModel { Evictions = 3 }, Served.Far);

    // The order of fills is about hits: every entry is judged by its own stamp, whichever came last.
    [Theory]
    [InlineData(FillRule.NeverOverNewer)]
    [InlineData(FillRule.LastWins)]
    [InlineData(FillRule.NeverOverHigherSequence)]
    public void AnyOrder_AllInterleavings_IsSafe(object rule) =>
        AssertSafe(new FillOrderModel { Evictions = 3, Drops = 1, Rule = (FillRule)rule, CountsLostHits = false }, Served.Far);

    [Fact]
    public void LastWins_LateFill_LosesHit() =>
        AssertViolated(new FillOrderModel { Rule = FillRule.LastWins }, Violation.LostHit);

    // An entry of a lost log would keep all later ones out until its time is over.
    [Fact]
    public void NeverOverHigherSequence_NewGeneration_LosesHit() =>
        AssertViolated(new FillOrderModel { Drops = 1, Rule = FillRule.NeverOverHigherSequence }, Violation.LostHit);
}
