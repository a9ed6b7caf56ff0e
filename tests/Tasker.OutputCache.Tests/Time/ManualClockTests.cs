using Tasker.OutputCache.TestUtilities;
using Xunit;

namespace Tasker.OutputCache.Tests.Time;

public sealed class ManualClockTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void Advance_MovesDateAndTimestampAlike()
    {
        var timestamp = _clock.GetTimestamp();

        _clock.Advance(TimeSpan.FromMinutes(3));

        Assert.Equal(ManualClock.Start.AddMinutes(3), _clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromMinutes(3), _clock.GetElapsedTime(timestamp));
    }

    [Fact]
    public void Advance_TimersDue_FireInOrderOfDueTimeAndThenOfSetting()
    {
        var fired = new List<string>();
        void Set(string name, int seconds) => _clock.CreateTimer(
            _ => fired.Add($"{name}@{(_clock.GetUtcNow() - ManualClock.Start).TotalSeconds}"), null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);
        Set("late", 3);
        Set("first", 1);
        Set("second", 1);
        Set("never", 30);

        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(["first@1", "second@1", "late@3"], fired);
        Assert.Equal(1, _clock.ActiveTimers);
    }

    [Fact]
    public void Advance_PeriodicTimer_FiresEachPeriod()
    {
        var fired = 0;
        using var timer = _clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));

        _clock.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(3, fired);
    }

    [Fact]
    public void Advance_TimerSetByCallback_FiresOnTheSameWay()
    {
        var fired = new List<TimeSpan>();
        _clock.CreateTimer(
            _ => _clock.CreateTimer(_ => fired.Add(_clock.GetUtcNow() - ManualClock.Start), null, TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan),
            null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);

        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal([TimeSpan.FromSeconds(3)], fired);
        Assert.Equal(ManualClock.Start.AddSeconds(5), _clock.GetUtcNow());
    }

    [Fact]
    public void Advance_ByNothing_FiresWhatIsDueAtOnce()
    {
        var fired = 0;
        using var timer = _clock.CreateTimer(_ => fired++, null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);

        Assert.Equal(0, fired);
        _clock.Advance(TimeSpan.Zero);

        Assert.Equal(1, fired);
    }

    [Fact]
    public void Change_BeforeDue_FiresAtTheNewTimeOnly()
    {
        var fired = 0;
        using var timer = _clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        timer.Change(TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);

        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(0, fired);
        _clock.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal(1, fired);
    }

    [Fact]
    public void Dispose_BeforeDue_NeverFires()
    {
        var fired = 0;
        var timer = _clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

        timer.Dispose();
        _clock.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal(0, fired);
        Assert.Equal(0, _clock.ActiveTimers);
        Assert.False(timer.Change(TimeSpan.Zero, TimeSpan.Zero));
    }

    [Fact]
    public async Task Advance_DelayDue_Completes()
    {
        var delay = Task.Delay(TimeSpan.FromSeconds(1), _clock, TestContext.Current.CancellationToken);
        using var source = new CancellationTokenSource(TimeSpan.FromSeconds(2), _clock);

        _clock.Advance(TimeSpan.FromSeconds(1));
        await delay;
        Assert.False(source.IsCancellationRequested);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.True(source.IsCancellationRequested);
    }

    [Fact]
    public void Advance_FromManyThreads_AddsUpAndFiresEachTimerOnce()
    {
        var fired = 0;
        for (var i = 1; i <= 1000; i++)
        {
            _clock.CreateTimer(_ => Interlocked.Increment(ref fired), null, TimeSpan.FromSeconds(i), Timeout.InfiniteTimeSpan);
        }

        Parallel.For(0, 1000, _ => _clock.Advance(TimeSpan.FromSeconds(1)));

        Assert.Equal(1000, fired);
        Assert.Equal(ManualClock.Start.AddSeconds(1000), _clock.GetUtcNow());
    }

    [Fact]
    public void ShiftWallClock_Back_LeavesTimestampsAndTimersAlone()
    {
        var timestamp = _clock.GetTimestamp();
        var fired = 0;
        using var timer = _clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);

        _clock.ShiftWallClock(TimeSpan.FromHours(-1));
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(1, fired);
        Assert.Equal(TimeSpan.FromSeconds(1), _clock.GetElapsedTime(timestamp));
        Assert.Equal(ManualClock.Start.AddHours(-1).AddSeconds(1), _clock.GetUtcNow());
    }
}
