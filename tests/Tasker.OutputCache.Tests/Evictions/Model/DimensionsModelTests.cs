using Xunit;
using static Tasker.OutputCache.Tests.Evictions.Model.DimensionsModel;

namespace Tasker.OutputCache.Tests.Evictions.Model;

public sealed class DimensionsModelTests : ModelTests
{
    [Fact]
    public void Protocol_AllInterleavings_IsSafe() => AssertSafe(new DimensionsModel { Evictions = IsFullRun ? 3 : 2 }, Served.Near | Served.Far);

    [Fact]
    public void Mutant_NoCoarseSlot_IsCaught() => AssertViolated(new DimensionsModel { HasNoCoarseSlot = true }, Violation.StaleFar);

    [Fact]
    public void Mutant_CoarseSlotInFarOnly_IsCaught() => AssertViolated(new DimensionsModel { IsCoarseInFarOnly = true }, Violation.StaleNear);

    [Fact]
    public void Mutant_GainWithoutFloor_IsCaught() => AssertViolated(new DimensionsModel { Gain = GainRule.WithoutFloor }, Violation.StaleNear);

    [Fact]
    public void Mutant_FloorBeforeTheGain_IsCaught() => AssertViolated(new DimensionsModel { Gain = GainRule.FloorFirst }, Violation.StaleNear);

    [Fact]
    public void Mutant_FloorAfterTheGain_IsCaught() => AssertViolated(new DimensionsModel { Gain = GainRule.FloorLast }, Violation.StaleNear);

    [Fact]
    public void Mutant_UnknownDimensionTakenLiterally_IsCaught() => AssertViolated(new DimensionsModel { TakesUnknownLiterally = true }, Violation.StaleFar);

    [Fact]
    public void Mutant_DimensionsNotedWhenStored_IsCaught() => AssertViolated(new DimensionsModel { NotesDimensionsWhenStored = true }, Violation.StaleFar);
}
