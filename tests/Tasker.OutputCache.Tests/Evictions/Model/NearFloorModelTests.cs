using Xunit;
using static Tasker.OutputCache.Tests.Evictions.Model.NearFloorModel;

namespace Tasker.OutputCache.Tests.Evictions.Model;

public sealed class NearFloorModelTests : ModelTests
{
    [Theory]
    [InlineData(FloorRule.AboveHorizon)]
    [InlineData(FloorRule.Always)]
    public void Protocol_AllInterleavings_IsSafe(object floor) =>
        AssertSafe(new NearFloorModel { Rounds = IsFullRun ? 3 : 2, OtherTags = 2, Floor = (FloorRule)floor }, Served.Near | Served.Far);

    [Fact]
    public void Mutant_TrimWithoutRaisingMarker_IsCaught() =>
        AssertViolated(new NearFloorModel { TrimsWithoutMarker = true }, Violation.StaleNear);

    [Fact]
    public void Mutant_FarEntryBelowMarkerServed_IsCaught() =>
        AssertViolated(new NearFloorModel { IgnoresMarkerInFar = true }, Violation.StaleFar);

    [Fact]
    public void Mutant_RaisedMarkerNeverVoidsNear_IsCaught() =>
        AssertViolated(new NearFloorModel { Floor = FloorRule.Never }, Violation.StaleNear);

    [Fact]
    public void Mutant_MarkerComparedWithMovedHorizon_IsCaught() =>
        AssertViolated(new NearFloorModel { Floor = FloorRule.AboveMovedHorizon }, Violation.StaleNear);
}
