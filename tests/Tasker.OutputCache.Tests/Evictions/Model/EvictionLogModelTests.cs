using Xunit;

namespace Tasker.OutputCache.Tests.Evictions.Model;

public sealed class EvictionLogModelTests : ModelTests
{
    public static TheoryData<int, int, int, int> Bounds => IsFullRun
        ? new() { { 1, 2, 1, 0 }, { 2, 1, 1, 0 }, { 1, 1, 0, 1 }, { 1, 1, 1, 1 }, { 2, 2, 0, 0 } }
        : new() { { 1, 2, 1, 0 }, { 2, 1, 1, 0 }, { 1, 1, 0, 1 }, { 1, 1, 1, 1 } };

    public static TheoryData<int, int> FailoverBounds => IsFullRun
        ? new() { { 0, 0 }, { 0, 1 }, { 1, 0 } }
        : new() { { 0, 0 }, { 0, 1 } };

    [Theory]
    [MemberData(nameof(Bounds))]
    public void Protocol_AllInterleavings_IsSafe(int rounds, int renderers, int drops, int otherTags) =>
        AssertSafe(
            new EvictionLogModel { Rounds = rounds, Renderers = renderers, Drops = drops, OtherTags = otherTags },
            Served.Near | Served.Far);

    [Theory]
    [MemberData(nameof(FailoverBounds))]
    public void Protocol_WithFailover_IsSafe(int drops, int otherTags) =>
        AssertSafe(new EvictionLogModel { Failovers = 1, Drops = drops, OtherTags = otherTags }, Served.Near | Served.Far);

    [Fact]
    public void Mutant_StampTakenWhenStored_IsCaught() =>
        AssertViolated(new EvictionLogModel { StampsLate = true }, Violation.StaleFar);

    [Fact]
    public void Mutant_NewLogWithoutMarker_IsCaught() =>
        AssertViolated(new EvictionLogModel { Drops = 1, OmitsMarker = true, ComparesHead = false }, Violation.StaleFar);

    [Fact]
    public void Mutant_MessagesAppliedOverGaps_IsCaught() =>
        AssertViolated(new EvictionLogModel { OtherTags = 1, IgnoresGaps = true }, Violation.StaleFar);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    public void Protocol_LogIsSetBack_IsSafeOnceAKnowerHasCalled(int rounds, int otherTags) =>
        AssertSafe(new EvictionLogModel { Rounds = rounds, SetBacks = 1, OtherTags = otherTags }, Served.Near | Served.Far);

    [Fact]
    public void Mutant_AppendDoesNotCompareTheHead_IsCaught() =>
        AssertViolated(new EvictionLogModel { SetBacks = 1, OtherTags = 1, ComparesHeadOnAppend = false }, Violation.StaleFar);

    // A head behind the horizon shows a rollback only until the next append hides it.
    [Fact]
    public void Mutant_FailoverSeenByHeadOnly_IsCaught() =>
        AssertViolated(new EvictionLogModel { Failovers = 1, ComparesReigns = false }, Violation.StaleFar);
}
