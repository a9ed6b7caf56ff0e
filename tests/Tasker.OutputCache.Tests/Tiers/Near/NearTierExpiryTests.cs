using Tasker.Caching.Engine;
using Tasker.OutputCache.TestUtilities;
using Xunit;

namespace Tasker.OutputCache.Tests.Tiers.Near;

public sealed class NearTierExpiryTests
{
    private readonly ManualClock _clock = new();
    private int _judged;

    [Fact]
    public void TryGet_Expired_IsMiss()
    {
        var tier = CreateTier();
        tier.TrySet(Expiring("a", seconds: 10));

        _clock.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        Assert.True(tier.TryGet("a", out _));
        _clock.Advance(TimeSpan.FromTicks(1));

        Assert.False(tier.TryGet("a", out var found));
        Assert.Null(found);
        Assert.False(tier.TryGet("a".AsSpan(), _clock.GetTimestamp(), out _));
    }

    [Fact]
    public void SweepVoid_ExpiredAndVoid_GoAndOthersStay()
    {
        var tier = CreateTier();
        tier.TrySet(new TestEntry("valid"));
        tier.TrySet(new TestEntry("void") { IsVoid = true });
        tier.TrySet(Expiring("expired", seconds: 1));
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(2, tier.SweepVoid(100));

        Assert.Equal(["valid"], tier.Snapshot().Select(entry => entry.Key));
        Assert.Equal(1, tier.GetStatistics().DroppedExpired);
        Assert.Equal(1, tier.GetStatistics().DroppedVoid);
        Assert.Equal(0, tier.GetStatistics().DroppedForCapacity);
    }

    [Fact]
    public void SweepVoid_SmallSteps_LooksAtEachOnceAndEnds()
    {
        var tier = CreateTier();
        for (var i = 0; i < 1000; i++)
        {
            tier.TrySet(new TestEntry($"k{i}") { IsVoid = i % 2 == 0 });
        }

        tier.BeginSweep();
        var dropped = 0;
        var calls = 0;
        while (tier.SweepPending)
        {
            var before = _judged;
            dropped += tier.SweepVoid(30);
            calls++;
            Assert.InRange(_judged - before, 1, 30);
        }

        Assert.Equal(500, dropped);
        Assert.Equal(1000, _judged);
        Assert.Equal(34, calls);
    }

    [Fact]
    public void SweepVoid_EntriesComeAndGoMeanwhile_MissesNone()
    {
        var tier = CreateTier();
        var random = new Random(1);
        var before = Enumerable.Range(0, 500).Select(i => new TestEntry($"k{i}")).ToList();
        before.ForEach(entry => tier.TrySet(entry));
        tier.BeginSweep();
        tier.SweepVoid(100);

        // A second eviction while the sweep of the first is under way: what is voided now may be behind it.
        before.ForEach(entry => entry.IsVoid = true);
        tier.BeginSweep();
        for (var i = 0; tier.SweepPending; i++)
        {
            tier.RemoveByKey($"k{random.Next(500)}");
            tier.TrySet(new TestEntry($"new{i}"));
            tier.SweepVoid(7);
        }

        Assert.DoesNotContain(tier.Snapshot(), entry => ((TestEntry)entry).IsVoid);
        Assert.NotEmpty(tier.Snapshot());
    }

    [Fact]
    public void BeginSweep_AgainAndAgain_EveryEntryGetsItsTurn()
    {
        var tier = CreateTier();
        for (var i = 0; i < 100; i++)
        {
            tier.TrySet(new TestEntry($"k{i}"));
        }

        var oldest = (TestEntry)tier.Snapshot().Single(entry => entry.Key == "k0");
        oldest.IsVoid = true;
        for (var i = 0; i < 10; i++)
        {
            tier.BeginSweep();
            tier.SweepVoid(10);
        }

        Assert.False(tier.TryGet("k0", out _));
    }

    [Fact]
    public void TrySet_RoomNeeded_VoidGoesBeforeValid()
    {
        var tier = CreateTier(maxEntries: 8);
        for (var i = 0; i < 8; i++)
        {
            tier.TrySet(new TestEntry($"k{i}") { IsVoid = i == 6 });
        }

        tier.TrySet(new TestEntry("new"));

        Assert.False(tier.TryGet("k6", out _));
        Assert.Equal(8, tier.Count);
        Assert.Equal(1, tier.GetStatistics().DroppedVoid);
        Assert.Equal(0, tier.GetStatistics().DroppedForCapacity);
    }

    [Fact]
    public void TrySet_RoomNeeded_ExpiredGoesBeforeValid()
    {
        var tier = CreateTier(maxEntries: 8);
        for (var i = 0; i < 8; i++)
        {
            tier.TrySet(i == 3 ? Expiring("expired", seconds: 1) : new TestEntry($"k{i}"));
        }

        _clock.Advance(TimeSpan.FromSeconds(1));
        tier.TrySet(new TestEntry("new"));

        Assert.Equal(1, tier.GetStatistics().DroppedExpired);
        Assert.Equal(0, tier.GetStatistics().DroppedForCapacity);
    }

    [Fact]
    public void TrySet_HalfIsVoid_HardlyAnyValidOneGoes()
    {
        var tier = CreateTier(maxEntries: 1000);
        for (var i = 0; i < 1000; i++)
        {
            tier.TrySet(new TestEntry($"k{i}") { IsVoid = i % 2 == 0 });
        }

        for (var i = 0; i < 400; i++)
        {
            tier.TrySet(new TestEntry($"new{i}"));
        }

        Assert.InRange(tier.GetStatistics().DroppedVoid, 350, 400);
    }

    [Fact]
    public void TrySet_RoomNeeded_LooksAtFew()
    {
        var tier = CreateTier(maxEntries: 1000);
        for (var i = 0; i < 1000; i++)
        {
            tier.TrySet(new TestEntry($"k{i}"));
        }

        _judged = 0;
        tier.TrySet(new TestEntry("new"));

        Assert.InRange(_judged, 1, 16);
    }

    private TestEntry Expiring(string key, int seconds) => new(key, expiresAt: _clock.GetTimestamp() + (seconds * _clock.TimestampFrequency));

    private NearTier CreateTier(int maxEntries = 10_000) =>
        new(new NearTierOptions { MaxEntries = maxEntries }, _clock, entry =>
        {
            _judged++;
            return ((TestEntry)entry).IsVoid;
        });
}
