namespace Tasker.OutputCache.Testing.Tests.Time;

public sealed class TestClockTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly TestClock _clock = new(Start);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Advance_Time_MovesBothClocks()
    {
        var began = _clock.GetTimestamp();

        _clock.Advance(Second);

        Assert.Equal((Start + Second, Second), (_clock.GetUtcNow(), _clock.GetElapsedTime(began)));
    }

    [Fact]
    public void NewClock_WithoutAStart_ShowsTheRealTime() =>
        Assert.InRange(new TestClock().GetUtcNow(), TimeProvider.System.GetUtcNow().AddMinutes(-1), TimeProvider.System.GetUtcNow().AddMinutes(1));

    [Fact]
    public void Advance_PastTimers_FiresThemInTheirOrderAtTheirTimes()
    {
        var fired = new List<(string Name, DateTimeOffset At)>();
        using var late = _clock.CreateTimer(_ => fired.Add(("late", _clock.GetUtcNow())), null, 3 * Second, Timeout.InfiniteTimeSpan);
        using var often = _clock.CreateTimer(_ => fired.Add(("often", _clock.GetUtcNow())), null, Second, 2 * Second);
        using var never = _clock.CreateTimer(_ => fired.Add(("never", _clock.GetUtcNow())), null, Second, Second);
        never.Dispose();

        _clock.Advance(4 * Second);

        Assert.Equal([("often", Start + Second), ("late", Start + (3 * Second)), ("often", Start + (3 * Second))], fired);
        Assert.Equal(Start + (4 * Second), _clock.GetUtcNow());
    }

    [Fact]
    public async Task Delay_OfTheClock_EndsWhenItIsMoved()
    {
        var delay = Task.Delay(Second, _clock, Token);
        _clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(delay.IsCompleted);

        _clock.Advance(TimeSpan.FromMilliseconds(1));

        await delay.WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    [Fact]
    public void Advance_Backwards_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => _clock.Advance(-Second));
}
