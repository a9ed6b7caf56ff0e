using Xunit;

namespace Tasker.OutputCache.Tests.Evictions.Model;

public sealed class MemcachedLogModelTests : ModelTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    public void Protocol_AllInterleavings_IsSafe(int drops, int trims) =>
        AssertSafe(new MemcachedLogModel { Drops = drops, Trims = trims }, Served.Far);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    public void Protocol_ServerIsRestarted_IsSafe(int drops, int trims) =>
        AssertSafe(new MemcachedLogModel { Restarts = 1, Drops = drops, Trims = trims }, Served.Far);

    [Fact]
    public void Mutant_WriteOverAnotherConnection_IsCaught() =>
        AssertViolated(new MemcachedLogModel { Restarts = 1, WritesOverAnyConnection = true }, Violation.StaleFar);

    [Fact]
    public void Mutant_TokenOfAnotherConnection_IsCaught() =>
        AssertViolated(new MemcachedLogModel { Restarts = 1, TrustsTokensOfAnyConnection = true }, Violation.StaleFar);

    [Fact]
    public void Mutant_SetInsteadOfCas_IsCaught() =>
        AssertViolated(new MemcachedLogModel { WritesBlindly = true }, Violation.StaleFar);

    [Fact]
    public void Mutant_TrimWithoutFloor_IsCaught() =>
        AssertViolated(new MemcachedLogModel { Trims = 1, TrimsWithoutFloor = true }, Violation.StaleFar);

    [Fact]
    public void Mutant_SameGenerationAgain_IsCaught() =>
        AssertViolated(new MemcachedLogModel { Drops = 1, ReusesGeneration = true }, Violation.StaleFar);
}
