using Xunit;

namespace Tasker.OutputCache.Tests.Evictions.Model;

public sealed class AttachmentModelTests : ModelTests
{
    [Fact]
    public void Protocol_AllInterleavings_IsSafe() =>
        AssertSafe(new AttachmentModel(), Served.Near);

    [Fact]
    public void Mutant_BoundCountedFromCompletion_IsCaught() =>
        AssertViolated(new AttachmentModel { Counts = AttachmentModel.CountsFrom.Completion }, Violation.StaleNear);
}
