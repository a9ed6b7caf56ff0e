using Tasker.Caching.Engine;
using Tasker.OutputCache.TestUtilities;
using Xunit;

namespace Tasker.OutputCache.Tests.Tiers.Near;

public sealed class NearTierTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void TryGet_Set_ReturnsIt()
    {
        var tier = CreateTier();
        var entry = new TestEntry("a", 10);

        Assert.True(tier.TrySet(entry));

        Assert.True(tier.TryGet("a", out var found));
        Assert.Same(entry, found);
        Assert.True(tier.TryGet("a".AsSpan(), _clock.GetTimestamp(), out found));
        Assert.Same(entry, found);
        Assert.Equal(1, tier.Count);
        Assert.Equal(entry.Size, tier.Bytes);
    }

    [Fact]
    public void TryGet_AnotherKey_IsMiss()
    {
        var tier = CreateTier();
        tier.TrySet(new TestEntry("a"));

        Assert.False(tier.TryGet("A", out var found));
        Assert.Null(found);
        Assert.False(tier.TryGet("A".AsSpan(), _clock.GetTimestamp(), out _));
    }

    [Fact]
    public void Size_CountsKeyPayloadAndOverhead() =>
        Assert.Equal(NearEntry.Overhead + 10 + (2 * 3), new TestEntry("abc", 10).Size);

    [Fact]
    public void TryGet_Hit_AllocatesNothing()
    {
        var tier = CreateTier();
        tier.TrySet(new TestEntry("tasker:analytics:performance:24"));
        var key = "tasker:analytics:performance:24";
        for (var i = 0; i < 100; i++)
        {
            Assert.True(tier.TryGet(key, out _) && tier.TryGet(key.AsSpan(), 0, out _));
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
        {
            tier.TryGet(key, out _);
            tier.TryGet(key.AsSpan(), 0, out _);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public async Task TryGet_WhileAWriterHoldsTheLock_Answers()
    {
        using var entered = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        var tier = new NearTier(new NearTierOptions(), _clock, _ =>
        {
            entered.Set();
            leave.Wait();
            return false;
        });
        tier.TrySet(new TestEntry("a"));
        var writer = Task.Run(() => tier.SweepVoid(1), TestContext.Current.CancellationToken);
        Assert.True(entered.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));

        var read = Task.Run(() => tier.TryGet("a", out _) && tier.Count == 1 && tier.Bytes > 0 && tier.Snapshot().Any(), TestContext.Current.CancellationToken);

        Assert.True(await read.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        leave.Set();
        await writer;
    }

    [Fact]
    public void TrySet_SameKey_ReplacesAndChargesTheNewOneOnly()
    {
        var tier = CreateTier();
        var older = new TestEntry(new string("key"), 1000);
        var newer = new TestEntry(new string("key"), 10);
        tier.TrySet(older);

        Assert.True(tier.TrySet(newer));

        Assert.True(tier.TryGet("key", out var found));
        Assert.Same(newer, found);
        Assert.Equal(1, tier.Count);
        Assert.Equal(newer.Size, tier.Bytes);
        Assert.Equal([newer], tier.Snapshot());
    }

    [Fact]
    public void TrySet_OlderThanWhatIsHeld_IsRefused()
    {
        var tier = CreateTier();
        var newer = new TestEntry("a") { Stamp = 2 };
        tier.TrySet(newer);

        Assert.False(tier.TrySet(new TestEntry("a") { Stamp = 1 }));

        Assert.True(tier.TryGet("a", out var found));
        Assert.Same(newer, found);
    }

    [Fact]
    public void TrySet_HeldAlready_ChangesNothing()
    {
        var tier = CreateTier();
        var entry = new TestEntry("a", 10);
        tier.TrySet(entry);

        Assert.True(tier.TrySet(entry));

        Assert.Equal(1, tier.Count);
        Assert.Equal(entry.Size, tier.Bytes);
    }

    [Fact]
    public void Remove_NoLongerTheOneHeld_LeavesTheOther()
    {
        var tier = CreateTier();
        var older = new TestEntry("a");
        var newer = new TestEntry("a");
        tier.TrySet(older);
        tier.TrySet(newer);

        Assert.False(tier.Remove(older));
        Assert.True(tier.TryGet("a", out _));
        Assert.True(tier.Remove(newer));

        Assert.False(tier.TryGet("a", out _));
        Assert.Equal(0, tier.Count);
        Assert.Equal(0, tier.Bytes);
    }

    [Fact]
    public void RemoveByKey_Held_LetsItGo()
    {
        var tier = CreateTier();
        tier.TrySet(new TestEntry("a"));

        Assert.True(tier.RemoveByKey("a"));

        Assert.False(tier.RemoveByKey("a"));
        Assert.False(tier.TryGet("a", out _));
        Assert.Equal(0, tier.Bytes);
    }

    [Fact]
    public void Clear_LetsEverythingGo()
    {
        var tier = CreateTier();
        var entry = new TestEntry("a");
        tier.TrySet(entry);
        tier.TrySet(new TestEntry("b"));

        tier.Clear();

        Assert.Equal(0, tier.Count);
        Assert.Equal(0, tier.Bytes);
        Assert.Empty(tier.Snapshot());
        Assert.False(tier.Remove(entry));
        Assert.False(tier.TryGrow(entry, 1));
        Assert.True(tier.TrySet(entry));
        Assert.True(tier.TryGet("a", out _));
    }

    private NearTier CreateTier() => new(new NearTierOptions(), _clock);
}
