using Xunit;
using static Tasker.OutputCache.Tests.Evictions.Model.SoftEvictionModel;

namespace Tasker.OutputCache.Tests.Evictions.Model;

public sealed class SoftEvictionModelTests : ModelTests
{
    [Fact]
    public void Protocol_AllInterleavings_IsSafe() =>
        AssertSafe(new SoftEvictionModel { Evictions = 3, Computations = 3 }, Served.Near | Served.Far | Served.Stale);

    [Fact]
    public void Mutant_NearJudgedByTick_IsCaught() =>
        AssertViolated(new SoftEvictionModel { Near = NearRule.ByTick }, Violation.FreshAfterSoft);

    [Fact]
    public void Mutant_CopyStampedWithHorizon_IsCaught() =>
        AssertViolated(new SoftEvictionModel { Near = NearRule.BySequenceOfCopy }, Violation.FreshAfterSoft);

    [Fact]
    public void Mutant_JournaledSoftEvictionNotHeldInNear_IsCaught() =>
        AssertViolated(new SoftEvictionModel { HoldsFarOnly = true }, Violation.FreshAfterSoft);
}
