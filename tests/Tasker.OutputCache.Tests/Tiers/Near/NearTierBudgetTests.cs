using Tasker.Caching.Engine;
using Tasker.OutputCache.TestUtilities;
using Xunit;

namespace Tasker.OutputCache.Tests.Tiers.Near;

public sealed class NearTierBudgetTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void TrySet_BytesRunOut_KeepsTheBudget()
    {
        var tier = CreateTier(10_000);

        for (var i = 0; i < 100; i++)
        {
            Assert.True(tier.TrySet(TestEntry.OfSize($"k{i}", 1000)));
        }

        Assert.Equal(10, tier.Count);
        Assert.Equal(10_000, tier.Bytes);
        var statistics = tier.GetStatistics();
        Assert.Equal(10_000, statistics.PeakBytes);
        Assert.Equal(90, statistics.DroppedForCapacity);
    }

    [Fact]
    public void TrySet_EntriesRunOut_KeepsTheCap()
    {
        var tier = CreateTier(long.MaxValue, 10);

        for (var i = 0; i < 100; i++)
        {
            Assert.True(tier.TrySet(new TestEntry($"k{i}")));
        }

        Assert.Equal(10, tier.Count);
        Assert.Equal(10, tier.GetStatistics().PeakEntries);
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(10_000, 0)]
    public void TrySet_NoBudgetAtAll_IsRefused(long maxBytes, int maxEntries)
    {
        var tier = CreateTier(maxBytes, maxEntries);

        Assert.False(tier.TrySet(new TestEntry("a")));

        Assert.Equal(0, tier.Count);
        Assert.Equal(1, tier.GetStatistics().Refused);
    }

    [Fact]
    public void TrySet_NoLimitAndASmallerSuccessor_PushesNothingOut()
    {
        var tier = CreateTier(long.MaxValue, int.MaxValue / 1024);
        Fill(tier, 10);

        Assert.True(tier.TrySet(TestEntry.OfSize("fill0", 500)));

        Assert.Equal(10, tier.Count);
        Assert.Equal(9500, tier.Bytes);
        tier.Resize(new NearTierOptions { MaxBytes = 5000, MaxEntries = 100 });
        Assert.InRange(tier.Bytes, 4000, 5000);
    }

    [Fact]
    public void TrySet_LargerThanTheBudget_IsRefusedAndPushesNothingOut()
    {
        var tier = CreateTier(10_000);
        Fill(tier, 10);

        for (var i = 0; i < 3; i++)
        {
            Assert.False(tier.TrySet(TestEntry.OfSize("large", 10_001)));
        }

        Assert.Equal(10, tier.Count);
    }

    [Fact]
    public void TrySet_LargerThanTheBudget_DoesNotLeaveItsPredecessor()
    {
        var tier = CreateTier(10_000);
        tier.TrySet(new TestEntry("a"));

        Assert.False(tier.TrySet(TestEntry.OfSize("a", 10_001)));

        Assert.False(tier.TryGet("a", out _));
        Assert.Equal(0, tier.Bytes);
    }

    [Fact]
    public void TrySet_LargeAndNew_PushesOutOnlyWhenItComesBack()
    {
        var tier = CreateTier(10_000);
        Fill(tier, 10);

        Assert.False(tier.TrySet(TestEntry.OfSize("large", 5000)));
        Assert.Equal(10, tier.Count);

        Assert.True(tier.TrySet(TestEntry.OfSize("large", 5000)));
        Assert.True(tier.TryGet("large", out _));
        Assert.Equal(6, tier.Count);
        Assert.Equal(10_000, tier.GetStatistics().PeakBytes);
    }

    [Fact]
    public void TrySet_LargeWhileThereIsRoom_IsTaken()
    {
        var tier = CreateTier(10_000);
        Fill(tier, 5);

        Assert.True(tier.TrySet(TestEntry.OfSize("large", 5000)));

        Assert.Equal(6, tier.Count);
    }

    [Fact]
    public void TryGrow_Room_IsCharged()
    {
        var tier = CreateTier(10_000);
        var entry = TestEntry.OfSize("a", 1000);
        tier.TrySet(entry);

        Assert.True(tier.TryGrow(entry, 500));

        Assert.Equal(1500, entry.Size);
        Assert.Equal(1500, tier.Bytes);
        tier.Remove(entry);
        Assert.Equal(0, tier.Bytes);
    }

    [Fact]
    public void TryGrow_NoRoom_PushesOutOthersAndNotItself()
    {
        var tier = CreateTier(16_000);
        var entry = TestEntry.OfSize("a", 1000);
        tier.TrySet(entry);
        Fill(tier, 15);

        Assert.True(tier.TryGrow(entry, 500));

        Assert.True(tier.TryGet("a", out _));
        Assert.Equal(15, tier.Count);
        Assert.Equal(15_500, tier.Bytes);
        Assert.Equal(16_000, tier.GetStatistics().PeakBytes);
    }

    [Fact]
    public void TryGrow_IntoALargeOne_PushesNothingOut()
    {
        var tier = CreateTier(10_000);
        var entry = TestEntry.OfSize("a", 1000);
        tier.TrySet(entry);
        Fill(tier, 9);

        Assert.False(tier.TryGrow(entry, 5000));

        Assert.Equal(10, tier.Count);
        Assert.Equal(1000, entry.Size);
        Assert.True(tier.TryGet("a", out _));
    }

    [Fact]
    public void TryGrow_NotHeldAnyMore_IsRefused()
    {
        var tier = CreateTier(10_000);
        var entry = TestEntry.OfSize("a", 1000);
        tier.TrySet(entry);
        tier.TrySet(TestEntry.OfSize("a", 1000));

        Assert.False(tier.TryGrow(entry, 1));

        Assert.Equal(1000, tier.Bytes);
    }

    [Fact]
    public void Resize_Smaller_LetsGoUntilItHolds()
    {
        var tier = CreateTier(10_000);
        Fill(tier, 10);

        tier.Resize(new NearTierOptions { MaxBytes = 4500, MaxEntries = 100 });
        Assert.Equal(4000, tier.Bytes);
        tier.Resize(new NearTierOptions { MaxBytes = 4500, MaxEntries = 2 });
        Assert.Equal(2, tier.Count);
        tier.Resize(new NearTierOptions { MaxBytes = 20_000, MaxEntries = 100 });
        Fill(tier, 20);

        Assert.Equal(20, tier.Count);
    }

    [Fact]
    public async Task ManyWriters_BudgetsHoldAtEveryInstant()
    {
        const long MaxBytes = 200_000;
        const int MaxEntries = 150;
        var tier = new NearTier(new NearTierOptions { MaxBytes = MaxBytes, MaxEntries = MaxEntries }, _clock, entry => ((TestEntry)entry).IsVoid);
        using var stop = new CancellationTokenSource();
        var (mostBytes, mostEntries, samples) = (0L, 0, 0);
        var sampler = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                mostBytes = Math.Max(mostBytes, tier.Bytes);
                mostEntries = Math.Max(mostEntries, tier.Count);
                samples++;
            }
        });
        sampler.Start();

        await Task.WhenAll(Enumerable.Range(0, 6).Select(seed => Task.Run(() => Churn(tier, seed, 30_000), TestContext.Current.CancellationToken)));
        stop.Cancel();
        sampler.Join();

        var statistics = tier.GetStatistics();
        Assert.InRange(samples, 100, int.MaxValue);
        Assert.InRange(mostBytes, 1, MaxBytes);
        Assert.InRange(mostEntries, 1, MaxEntries);
        Assert.InRange(statistics.PeakBytes, mostBytes, MaxBytes);
        Assert.InRange(statistics.PeakEntries, mostEntries, MaxEntries);
        Assert.Equal(tier.Bytes, tier.Snapshot().Sum(entry => entry.Size));
        Assert.Equal(tier.Count, tier.Snapshot().Count());
        tier.Clear();
        Assert.Equal(0, tier.Bytes);
    }

    private static void Churn(NearTier tier, int seed, int operations)
    {
        var random = new Random(seed);
        for (var i = 0; i < operations; i++)
        {
            var key = $"k{random.Next(400)}";
            switch (random.Next(20))
            {
                case < 8:
                    tier.TryGet(key, out _);
                    break;
                case < 16:
                    // Some of them larger than an eighth of the budget.
                    tier.TrySet(TestEntry.OfSize(key, random.Next(10) == 0 ? random.Next(300, 60_000) : random.Next(300, 5000)));
                    break;
                case 16 when tier.TryGet(key, out var entry):
                    tier.TryGrow(entry, random.Next(3000));
                    break;
                case 17 when tier.TryGet(key, out var entry):
                    ((TestEntry)entry).IsVoid = true;
                    break;
                case 18:
                    tier.RemoveByKey(key);
                    break;
                case 19:
                    tier.BeginSweep();
                    tier.SweepVoid(random.Next(100));
                    break;
            }
        }
    }

    private NearTier CreateTier(long maxBytes, int maxEntries = 1000) =>
        new(new NearTierOptions { MaxBytes = maxBytes, MaxEntries = maxEntries }, _clock);

    private static void Fill(NearTier tier, int count)
    {
        for (var i = 0; i < count; i++)
        {
            tier.TrySet(TestEntry.OfSize($"fill{i}", 1000));
        }
    }
}
