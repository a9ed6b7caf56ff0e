using Xunit;

namespace Tasker.OutputCache.Tests.Evictions.Model;

public sealed class ViewPublicationModelTests : ModelTests
{
    [Fact]
    public void Protocol_AllInterleavings_IsSafe() =>
        AssertSafe(new ViewPublicationModel { Evictions = 3 }, Served.Near);

    [Fact]
    public void Mutant_ViewPublishedBeforeTags_IsCaught() =>
        AssertViolated(new ViewPublicationModel { PublishesFirst = true }, Violation.StaleNear);

    [Fact]
    public void Mutant_TickOfCheckReadAfterIt_IsCaught() =>
        AssertViolated(new ViewPublicationModel { RemembersTickAfterCheck = true }, Violation.StaleNear);

    [Fact]
    public void Mutant_TickOfCopyReadAfterCheck_IsCaught() =>
        AssertViolated(new ViewPublicationModel { PromotesWithTickAfterCheck = true }, Violation.StaleNear);
}
