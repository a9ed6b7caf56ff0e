using Tasker.Caching.Near;
using Xunit;

namespace Tasker.OutputCache.Tests.Tiers.Near;

public sealed class KeyHashTests
{
    [Fact]
    public void Of_EqualTexts_IsEqual() => Assert.Equal(KeyHash.Of("tasker:analytics:1"), KeyHash.Of(string.Concat("tasker:", "analytics:1")));

    [Fact]
    public void Of_OneCharacterDiffers_Differs()
    {
        // Pairs of 32 bits: by chance one in two million runs has an equal one.
        for (var length = 1; length <= 40; length++)
        {
            var text = new string('a', length);
            for (var i = 0; i < length; i++)
            {
                Assert.NotEqual(KeyHash.Of(text), KeyHash.Of($"{text[..i]}b{text[(i + 1)..]}"));
            }
        }
    }

    [Fact]
    public void Of_TextsThatEndInZeros_Differs() => Assert.Equal(20, Enumerable.Range(0, 20).Select(static length => KeyHash.Of("key" + new string('\0', length))).Distinct().Count());

    [Theory]
    [InlineData("tasker:analytics:performance:{0}")]
    [InlineData("tasker:analytics:performance:{0}:24:payments")]
    [InlineData("{0}")]
    public void Of_KeysThatAreCountedUp_SpreadsThemAsChanceWould(string format)
    {
        const int Places = 1024;
        const int Each = 100;
        var counts = new int[Places];
        var hashes = new HashSet<int>();
        for (var i = 0; i < Places * Each; i++)
        {
            var hash = KeyHash.Of(string.Format(null, format, i));
            counts[hash & (Places - 1)]++;
            hashes.Add(hash);
        }

        // Chi-square with 1,023 degrees of freedom: 1,023 on average, with a deviation of 45. Among so many of 32 bits, one or two pairs are equal.
        Assert.InRange(counts.Sum(static count => (count - Each) * (count - Each) / (double)Each), 1023 - (8 * 45), 1023 + (8 * 45));
        Assert.InRange(hashes.Count, (Places * Each) - 20, Places * Each);
    }
}
