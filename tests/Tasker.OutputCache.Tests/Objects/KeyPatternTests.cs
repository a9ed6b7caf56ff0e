using Xunit;

namespace Tasker.OutputCache.Tests.Objects;

public sealed class KeyPatternTests
{
    [Theory]
    [InlineData("tasker:a:b", "tasker:a:b", true)]
    [InlineData("tasker:a:b", "tasker:?:b", true)]
    [InlineData("tasker:ab:b", "tasker:?:b", false)]
    [InlineData("tasker::b", "tasker:?:b", false)]
    [InlineData("tasker:a:b", "tasker:a", false)]
    [InlineData("tasker:a", "tasker:a:b", false)]
    [InlineData("tasker:a:b", "*", true)]
    [InlineData("", "*", true)]
    [InlineData("tasker:a", "tasker:a**", true)]
    [InlineData("aab", "*ab", true)]
    [InlineData("ababac", "*abac", true)]
    [InlineData("ababac", "a*ab?c", true)]
    [InlineData("ababad", "*abac", false)]
    [InlineData("Tasker", "tasker", false)]
    public void Matches_KeyAndPattern_AsAPersonWouldSay(string key, string pattern, bool expected) => Assert.Equal(expected, KeyPattern.Matches(key, pattern));
}
