using Xunit;
using static Tasker.OutputCache.Tests.Evictions.Model.JoinModel;

namespace Tasker.OutputCache.Tests.Evictions.Model;

public sealed class JoinModelTests : ModelTests
{
    [Fact]
    public void KnownTags_JudgedAtArrival_IsSafeAndLaterEvictionsDoNotRefuse() =>
        AssertSafe(new JoinModel { Evictions = 3 }, Served.Near | Served.Joined | Served.JoinedPastEviction);

    [Fact]
    public void AddedTags_JudgedAtEnd_IsSafe() =>
        AssertSafe(new JoinModel { Evictions = 3, HandlerAddsTag = true }, Served.Near | Served.Joined);

    // Safe as well, but under steady evictions every waiter would compute for itself.
    [Fact]
    public void KnownTags_JudgedAtEnd_IsSafeAndLaterEvictionsRefuse() =>
        AssertSafe(new JoinModel { Evictions = 3, Rule = JoinRule.AtEnd }, Served.Near | Served.Joined);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Mutant_LastTouchAgainstArrival_IsCaught(bool handlerAddsTag) =>
        AssertViolated(new JoinModel { Rule = JoinRule.LastTouchBetweenStampAndArrival, HandlerAddsTag = handlerAddsTag }, Violation.StaleJoin);

    [Fact]
    public void Mutant_AddedTagsIgnored_IsCaught() =>
        AssertViolated(new JoinModel { Rule = JoinRule.KnownTagsOnly, HandlerAddsTag = true }, Violation.StaleJoin);

    [Fact]
    public void Mutant_WaiterTakesEverything_IsCaught() =>
        AssertViolated(new JoinModel { Rule = JoinRule.TakesEverything }, Violation.StaleJoin);

    [Fact]
    public void Mutant_ResultKeptWithTickOfCompletion_IsCaught() =>
        AssertViolated(new JoinModel { StampsNearAtEnd = true }, Violation.StaleNear);
}
