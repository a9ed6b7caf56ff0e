using Xunit;

namespace Tasker.OutputCache.Tests.Evictions.Model;

public sealed class GenerationModelTests : ModelTests
{
    public static TheoryData<int, int, int, bool> Bounds => IsFullRun
        ? new() { { 1, 1, 1, false }, { 1, 1, 2, true }, { 1, 2, 1, true }, { 1, 2, 1, false }, { 2, 1, 1, true } }
        : new() { { 1, 1, 1, false }, { 1, 1, 2, true }, { 1, 2, 1, true } };

    [Theory]
    [MemberData(nameof(Bounds))]
    public void Protocol_AllInterleavings_IsSafe(int rounds, int renderers, int drops, bool clearsSequences) =>
        AssertSafe(
            new GenerationModel { Rounds = rounds, Renderers = renderers, Drops = drops, ClearsSequences = clearsSequences },
            Served.Near | Served.Far);

    [Fact]
    public void Mutant_SameGenerationAgain_IsCaught() =>
        AssertViolated(new GenerationModel { ReusesGeneration = true }, Violation.StaleFar);

    [Fact]
    public void Mutant_FarJudgedWithoutGeneration_IsCaught() =>
        AssertViolated(new GenerationModel { IgnoresGeneration = true }, Violation.StaleFar);

    [Fact]
    public void Mutant_HorizonKeptInNewGeneration_IsCaught() =>
        AssertViolated(new GenerationModel { KeepsHorizon = true }, Violation.StaleNear);

    [Fact]
    public void Mutant_NearKeptWhenNewMarkerIsBelowHorizon_IsCaught() =>
        AssertViolated(new GenerationModel { KeepsNear = true }, Violation.StaleNear);

    [Fact]
    public void Mutant_MessageOfOtherGenerationMovesHorizon_IsCaught() =>
        AssertViolated(new GenerationModel { Rounds = 2, Renderers = 1, StepsBackTo = 5, DeliversAcrossGenerations = true }, Violation.StaleNear);

    [Fact]
    public void Mutant_TagsOfForeignReplyApplied_IsCaught() =>
        AssertViolated(new GenerationModel { OnForeignReply = GenerationModel.ForeignReply.ApplyTags }, Violation.StaleFar);

    [Fact]
    public void Mutant_GenerationOfLateReplyAdopted_IsCaught() =>
        AssertViolated(new GenerationModel { Rounds = 2, Renderers = 1, ClockSteps = 0, OnForeignReply = GenerationModel.ForeignReply.Adopt }, Violation.StaleFar);
}
