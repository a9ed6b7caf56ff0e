using Xunit;

namespace Tasker.OutputCache.Tests.Evictions.Model;

public sealed class PostgresLogModelTests : ModelTests
{
    // Transactions, whether entries are copied, computations of the second node, trims, compactions.
    public static TheoryData<int, bool, int, int, int> Bounds => IsFullRun
        ? new() { { 2, true, 0, 0, 0 }, { 2, false, 1, 0, 0 }, { 2, false, 0, 1, 0 }, { 2, false, 0, 0, 1 }, { 2, false, 0, 1, 1 } }
        : new() { { 2, true, 0, 0, 0 }, { 2, false, 0, 0, 1 }, { 1, true, 1, 1, 0 } };

    [Theory]
    [MemberData(nameof(Bounds))]
    public void Protocol_AllInterleavings_IsSafe(int writers, bool copies, int rendersOfSecond, int trims, int compactions) => AssertSafe(
        new PostgresLogModel { Writers = writers, Copies = copies, RendersOfSecond = rendersOfSecond, Trims = trims, Compactions = compactions },
        Served.Near | Served.Far);

    [Theory]
    [InlineData(2, 0)]
    [InlineData(1, 1)]
    public void Protocol_Failover_IsSafe(int writers, int trims) =>
        AssertSafe(new PostgresLogModel { Writers = writers, Failovers = 1, Trims = trims }, Served.Near | Served.Far);

    [Fact]
    public void Protocol_Standby_IsSafe() => AssertSafe(new PostgresLogModel { IsOnStandby = true }, Served.Near | Served.Far);

    [Fact]
    public void Mutant_LowerIdCountsAsApplied_IsCaught() =>
        AssertViolated(new PostgresLogModel { SkipsLowerIds = true }, Violation.StaleNear);

    [Fact]
    public void Mutant_HighestCommitAsHorizon_IsCaught() =>
        AssertViolated(new PostgresLogModel { TakesHighestCommitAsHorizon = true }, Violation.StaleFar);

    [Fact]
    public void Mutant_LateStamp_IsCaught() =>
        AssertViolated(new PostgresLogModel { StampsLate = true }, Violation.StaleNear);

    [Fact]
    public void Mutant_TickOfCopyAfterJudging_IsCaught() =>
        AssertViolated(new PostgresLogModel { Copies = true, TicksAfterJudging = true }, Violation.StaleNear);

    [Fact]
    public void Mutant_GenerationOutlivesCrash_IsCaught() =>
        AssertViolated(new PostgresLogModel { Failovers = 1, KeepsGeneration = true }, Violation.StaleNear);

    [Fact]
    public void Mutant_AppendWithoutGeneration_IsCaught() =>
        AssertViolated(new PostgresLogModel { Failovers = 1, AppendsWithoutGeneration = true }, Violation.StaleFar);

    [Fact]
    public void Mutant_NoneTakenForKnown_IsCaught() =>
        AssertViolated(new PostgresLogModel { Failovers = 1, TakesNoneForKnown = true }, Violation.StaleFar);

    [Fact]
    public void Mutant_ReadingOfOldGenerationApplied_IsCaught() =>
        AssertViolated(new PostgresLogModel { Failovers = 1, AppliesReadingsOfOldGenerations = true }, Violation.StaleFar);

    [Fact]
    public void Mutant_IdsOfOldGenerationRemembered_IsCaught() =>
        AssertViolated(new PostgresLogModel { Failovers = 1, RemembersIdsOfOldGenerations = true }, Violation.StaleNear);

    [Fact]
    public void Mutant_TrimWithoutFloor_IsCaught() =>
        AssertViolated(new PostgresLogModel { Trims = 1, TrimsWithoutFloor = true }, Violation.StaleNear);

    [Fact]
    public void Mutant_TrimAboveActiveIds_IsCaught() =>
        AssertViolated(new PostgresLogModel { Trims = 1, TrimsAboveActiveIds = true }, Violation.StaleNear);

    // A newer eviction below the lowest active id is not enough: a node may have applied it while the older one was still open.
    [Fact]
    public void Mutant_SilentCompaction_IsCaught() =>
        AssertViolated(new PostgresLogModel { Compactions = 1, CompactsSilently = true }, Violation.StaleNear);

    [Fact]
    public void Mutant_OwnCommitsAppliedOnceOnStandby_IsCaught() =>
        AssertViolated(new PostgresLogModel { IsOnStandby = true, AppliesOwnCommitsOnce = true }, Violation.StaleNear);
}
