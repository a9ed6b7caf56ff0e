using Xunit;
using static Tasker.OutputCache.Tests.Evictions.Model.JournalModel;

namespace Tasker.OutputCache.Tests.Evictions.Model;

public sealed class JournalModelTests : ModelTests
{
    public static TheoryData<int, int, int> Bounds => IsFullRun
        ? new() { { 1, 1, 1 }, { 2, 1, 0 }, { 2, 0, 1 } }
        : new() { { 1, 1, 1 }, { 2, 1, 0 } };

    [Theory]
    [MemberData(nameof(Bounds))]
    public void Protocol_AllInterleavings_IsSafe(int evictions, int outages, int lostReplies) =>
        AssertSafe(new JournalModel { Evictions = evictions, Outages = outages, LostReplies = lostReplies }, Served.Near | Served.Far);

    // The hold alone protects what this node evicted; the order is needed to hear of the others.
    [Fact]
    public void JournalAppendedAfterOpening_WithHold_IsSafeToo() =>
        AssertSafe(new JournalModel { Evictions = IsFullRun ? 2 : 1, LostReplies = 0, Order = Reattach.ReadThenOpenThenAppend }, Served.Near | Served.Far);

    [Fact]
    public void Mutant_FarOpenedBeforeLogIsRead_IsCaught() =>
        AssertViolated(new JournalModel { Order = Reattach.OpenFirst }, Violation.StaleFar);

    [Fact]
    public void Mutant_NothingHeld_IsCaught() =>
        AssertViolated(new JournalModel { Holds = Hold.None }, Violation.StaleFar);

    [Fact]
    public void Mutant_UnknownOutcomeDropsHold_IsCaught() =>
        AssertViolated(new JournalModel { Holds = Hold.UntilSent }, Violation.StaleFar);

    [Fact]
    public void Mutant_ConfirmationOfEarlierEvictionDropsHold_IsCaught() =>
        AssertViolated(new JournalModel { Holds = Hold.UntilTagConfirmed }, Violation.StaleFar);

    [Fact]
    public void Mutant_OwnViewWaitsForConfirmation_IsCaught() =>
        AssertViolated(new JournalModel { AppliesWhenConfirmed = true }, Violation.StaleNear);
}
