using Xunit;
using static Tasker.OutputCache.Tests.Evictions.Model.LateTagModel;

namespace Tasker.OutputCache.Tests.Evictions.Model;

public sealed class LateTagModelTests : ModelTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Protocol_AllInterleavings_IsSafe(bool checksWhenStored) =>
        AssertSafe(new LateTagModel { Evictions = 3, ChecksWhenStored = checksWhenStored }, Served.Near | Served.Far);

    [Fact]
    public void Mutant_AddedTagJudgedWithLateStamp_IsCaught() =>
        AssertViolated(new LateTagModel { Judges = Judgement.StampFromAdding }, Violation.StaleFar);

    [Fact]
    public void Mutant_AddedTagNotStored_IsCaught() =>
        AssertViolated(new LateTagModel { Judges = Judgement.TagsFromStart }, Violation.StaleFar);
}
