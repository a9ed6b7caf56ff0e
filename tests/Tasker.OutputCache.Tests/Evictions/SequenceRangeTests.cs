using Tasker.OutputCache.Evictions;
using Xunit;

namespace Tasker.OutputCache.Tests.Evictions;

public sealed class SequenceRangeTests
{
    [Theory]
    [InlineData(long.MinValue, false)]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(SequenceRange.Maximum, true)]
    [InlineData(SequenceRange.Maximum + 1, false)]
    [InlineData(long.MaxValue, false)]
    public void Contains_AtTheLimits_IsWhatADoubleHoldsWithTheNextOne(long sequence, bool expected)
    {
        Assert.Equal(expected, SequenceRange.Contains(sequence));
        Assert.True(!expected || (long)(double)(sequence + 1) == sequence + 1);
    }
}
