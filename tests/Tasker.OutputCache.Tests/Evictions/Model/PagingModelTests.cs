using Xunit;
using static Tasker.OutputCache.Tests.Evictions.Model.PagingModel;

namespace Tasker.OutputCache.Tests.Evictions.Model;

public sealed class PagingModelTests : ModelTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 0)]
    [InlineData(1, 1)]
    public void Protocol_AllInterleavings_IsSafe(int trims, int drops) =>
        AssertSafe(new PagingModel { Trims = trims, Drops = drops }, Served.Near | Served.Far);

    [Theory]
    [InlineData(HorizonMove.OnceToLastHead)]
    [InlineData(HorizonMove.EachPageToItsLastSequence)]
    public void OtherHorizonMoves_AllInterleavings_AreSafeToo(object move) =>
        AssertSafe(new PagingModel { Horizon = (HorizonMove)move, Drops = 1 }, Served.Near | Served.Far);

    [Fact]
    public void Mutant_HorizonMovedWithFirstPage_IsCaught() =>
        AssertViolated(new PagingModel { Horizon = HorizonMove.AtOnceToFirstHead }, Violation.StaleNear);

    [Fact]
    public void Mutant_PageCutInsideSequence_IsCaught() =>
        AssertViolated(new PagingModel { CutsSequences = true }, Violation.StaleNear);

    [Fact]
    public void Mutant_MarkerOfFirstPageOnly_IsCaught() =>
        AssertViolated(new PagingModel { KeepsFirstMarker = true }, Violation.StaleNear);

    [Fact]
    public void Mutant_MarkerComparedAfterHorizonMoved_IsCaught() =>
        AssertViolated(new PagingModel { ComparesMarkerAfterMove = true }, Violation.StaleNear);

    [Fact]
    public void Mutant_GenerationChangeBetweenPagesIgnored_IsCaught() =>
        AssertViolated(new PagingModel { Drops = 1, IgnoresGeneration = true }, Violation.StaleNear);
}
