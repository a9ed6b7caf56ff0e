using Xunit;

namespace Tasker.OutputCache.Tests.Evictions.Model;

public sealed class StrictReadModelTests : ModelTests
{
    [Fact]
    public void Protocol_AllInterleavings_IsSafe() =>
        AssertSafe(new StrictReadModel(), Served.Near);

    [Fact]
    public void Mutant_ReaderJoinsCallUnderWay_IsCaught() =>
        AssertViolated(new StrictReadModel { Joins = StrictReadModel.JoinRule.CallUnderWay }, Violation.StaleStrict);
}
