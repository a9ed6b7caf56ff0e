using Xunit;

namespace Tasker.OutputCache.Tests.Backends;

public sealed class EvictionSequenceTests
{
    [Theory]
    [InlineData(long.MinValue, false)]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(EvictionSequence.Maximum, true)]
    [InlineData(EvictionSequence.Maximum + 1, false)]
    [InlineData(long.MaxValue, false)]
    public void Contains_AtTheLimits_IsWhatADoubleHoldsWithTheNextOne(long sequence, bool expected)
    {
        Assert.Equal(expected, EvictionSequence.IsValid(sequence));
        Assert.True(!expected || (long)(double)(sequence + 1) == sequence + 1);
    }
}
