using Tasker.Caching.Engine;
using Tasker.Caching.Instruments;
using Tasker.OutputCache.TestUtilities;
using Xunit;

namespace Tasker.OutputCache.Tests.Diagnostics;

public sealed class HeavyHittersTests
{
    private const int Million = 1_000_000;

    [Fact]
    public void Add_AMillionDistinctTexts_KeepsThoseThatComeOften()
    {
        var hitters = new HeavyHitters(256);
        for (var i = 0; i < Million; i++)
        {
            hitters.Add($"rare {i}", 1, default);
            if (i % 20 == 0)
            {
                hitters.Add($"often {i % 100}", 1, default);
            }
        }

        var top = hitters.Top(5);

        Assert.Equal(256, hitters.Top(Million).Length);
        Assert.All(top, static hitter => Assert.StartsWith("often ", hitter.Text, StringComparison.Ordinal));
        Assert.All(top, static hitter => Assert.InRange(Million / 100, hitter.Count - hitter.Error, hitter.Count));
    }

    [Fact]
    public void Add_FewTexts_CountsExactly()
    {
        var hitters = new HeavyHitters(16);
        for (var i = 1; i <= 10; i++)
        {
            for (var times = 0; times < i; times++)
            {
                hitters.Add($"{i}", 1, default);
            }
        }

        Assert.Equal(Enumerable.Range(1, 10).Reverse().Select(static i => new HeavyHitter($"{i}", i, 0, default)), hitters.Top(20));
    }

    [Fact]
    public void Keys_AMillionDistinctInTwoSeconds_StayBoundedAndKeepTheHot()
    {
        var clock = new ManualClock();
        var keys = new TopKeys(clock);
        for (var i = 0; i < Million; i++)
        {
            keys.Add(i % 4 == 0 ? "hot" : $"cold {i}", i);
            if (i == Million / 2)
            {
                clock.Advance(TimeSpan.FromSeconds(1));
            }
        }

        var top = keys.Top(1)[0];

        Assert.Equal(TopKeys.Capacity, keys.Top(Million).Length);
        Assert.Equal("hot", top.Text);
        Assert.InRange(top.Count, Million / 4 * 0.9, Million / 4 * 1.1);
    }

    [Fact]
    public void Keys_InTurnPastTheFullRate_AreAllSampled()
    {
        var keys = new TopKeys(new ManualClock());
        for (var i = 0; i < 160_000; i++)
        {
            keys.Add($"key {i % 16}", i);
        }

        var top = keys.Top(16);

        Assert.Equal(16, top.Length);
        Assert.All(top, static key => Assert.InRange(key.Count, 8_000, 12_000));
    }

    [Theory]
    [InlineData(900, 1)]
    [InlineData(10_000, 16)]
    [InlineData(40_000, 256)]
    public void Keys_AfterASecondOfSoMany_OneIsCountedForSoMany(int rate, int weight)
    {
        var clock = new ManualClock();
        var keys = new TopKeys(clock);
        for (var i = 0; i < 2 * rate; i++)
        {
            keys.Add("before", i);
            if (i == rate)
            {
                clock.Advance(TimeSpan.FromSeconds(1));
            }
        }

        const int Late = 100_000;
        for (var i = 0; i < Late && keys.Top(2).Length < 2; i++)
        {
            keys.Add("late", i);
        }

        Assert.Equal(weight, Assert.Single(keys.Top(2), static key => key.Text == "late").Count);
    }

    [Fact]
    public void Evictions_AMillionDistinctTags_StayBounded()
    {
        var history = new EvictionHistory(new ManualClock());
        var tags = new WeakReference<string>[Million];
        for (var i = 0; i < Million; i++)
        {
            var tag = $"tag {i}";
            tags[i] = new WeakReference<string>(tag);
            history.AddReceived([tag], null);
        }

        Assert.Equal(EvictionHistory.TagCapacity, history.TopTags(Million).Length);
        Assert.Equal(EvictionHistory.Capacity, history.Latest(int.MaxValue).Length);
        AssertHolds(tags, EvictionHistory.TagCapacity + EvictionHistory.Capacity);
        GC.KeepAlive(history);
    }

    [Fact]
    public void Keys_AMillionDistinct_KeepNoMoreThanTheirPlaces()
    {
        var clock = new ManualClock();
        var keys = new TopKeys(clock);
        var texts = new WeakReference<string>[Million];
        for (var i = 0; i < Million; i++)
        {
            var key = $"tasker:analytics:performance:{i}";
            texts[i] = new WeakReference<string>(key);
            keys.Add(key, i);
            if (i % 1000 == 0)
            {
                // Slow enough that each of them is counted.
                clock.Advance(TimeSpan.FromSeconds(2));
            }
        }

        Assert.Equal(TopKeys.Capacity, keys.Top(Million).Length);
        AssertHolds(texts, TopKeys.Capacity);
        GC.KeepAlive(keys);
    }

    // What is held of all that went in: exact, whatever else this process does with its memory meanwhile.
    private static void AssertHolds(WeakReference<string>[] texts, int most)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        var held = texts.Count(static text => text.TryGetTarget(out _));

        // A few more may lie in registers and on the stack.
        Assert.InRange(held, 1, most + 16);
    }
}
