using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.Caching.Entries;
using Tasker.OutputCache.TestUtilities.Fakes;
using Xunit;

namespace Tasker.OutputCache.Tests.Tiers;

/// <summary>What is set while a node runs holds from the next step on that needs it.</summary>
public sealed class ReloadedSettingsTests : EngineTests
{
    [Fact]
    public async Task Lease_MadeShorter_TheNextOneEndsSooner()
    {
        A.Settings.Use(A.Settings.Current with { Lease = TimeSpan.FromSeconds(3), MaxWait = TimeSpan.Zero });

        await A.LookupAsync(A.Work());

        Assert.True(A.Far.IsLeased("k"));
        await AdvanceAsync(TimeSpan.FromSeconds(4));
        Assert.False(A.Far.IsLeased("k"));
    }

    [Fact]
    public async Task CompressionThreshold_Lowered_TheNextFillIsCompressed()
    {
        A.Settings.Use(A.Settings.Current with { CompressionThresholdBytes = int.MaxValue });
        await A.GetAsync(new string('x', 2000), A.Work("plain"));
        await WaitForAsync(() => A.Far.Peek("plain") is not null, "the first fill");

        A.Settings.Use(A.Settings.Current with { CompressionThresholdBytes = 100 });
        await A.GetAsync(new string('x', 2000), A.Work("short"));
        await WaitForAsync(() => A.Far.Peek("short") is not null, "the second fill");

        Assert.True(A.Far.Peek("plain")!.Length > 2000);
        Assert.True(A.Far.Peek("short")!.Length < 1000);
    }

    [Fact]
    public void StalenessBound_MadeShorter_ANodeThatHasNotReadForLongerIsDetachedAtOnce()
    {
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(A.Evictions.Follower.IsAttached);

        A.Settings.Use(A.Settings.Current with { StalenessBound = TimeSpan.FromMilliseconds(500) });

        Assert.False(A.Evictions.Follower.IsAttached);
    }

    [Fact]
    public async Task OperationTimeout_MadeShorter_TheNextEvictionWaitsLess()
    {
        A.Evictions.Log.Appends.Shape = Breakage.Hangs;
        A.Settings.Use(A.Settings.Current with { OperationTimeout = TimeSpan.FromMilliseconds(20) });

        var evicting = A.Evictions.EvictAsync("t");
        await AdvanceAsync(TimeSpan.FromMilliseconds(20));

        Assert.Equal(EvictionResult.Journaled, await evicting.WaitAsync(Deadline, Token));
    }

    [Fact]
    public async Task DoNotWaitTime_MadeShorter_TheNextMarkEndsSooner()
    {
        A.Settings.Use(A.Settings.Current with { DoNotWaitTime = TimeSpan.FromMilliseconds(100) });
        var work = A.Work();
        await A.LookupAsync(work);
        work.Computation!.NotCacheable();
        Assert.IsType<DoNotWaitMark>(Held());

        Clock.Advance(TimeSpan.FromMilliseconds(100));

        Assert.Null(Held());

        NearEntry? Held() => A.Near.TryGet("k", out var held) ? held : null;
    }
}
