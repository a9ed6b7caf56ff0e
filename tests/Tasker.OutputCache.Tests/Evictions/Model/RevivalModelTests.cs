using Xunit;

namespace Tasker.OutputCache.Tests.Evictions.Model;

public sealed class RevivalModelTests : ModelTests
{
    [Fact]
    public void StampAndVersion_BeforeWhatTheyAreFor_IsSafe() => AssertSafe(new RevivalModel(), Served.Near | Served.Revived);

    [Fact]
    public void Mutant_StampTakenAfterTheValidator_IsCaught() => AssertViolated(new RevivalModel { StampsLate = true }, Violation.StaleNear);

    [Fact]
    public void Mutant_VersionReadAfterTheHandler_IsCaught() => AssertViolated(new RevivalModel { ReadsVersionLate = true }, Violation.StaleNear);

    [Fact]
    public void Mutant_AnyVersionCounts_IsCaught() => AssertViolated(new RevivalModel { ComparesNothing = true }, Violation.StaleNear);
}
