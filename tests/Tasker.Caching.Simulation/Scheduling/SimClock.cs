namespace Tasker.Caching.Simulation.Scheduling;

/// <summary>The clock of one node: timestamps are the simulator's, the wall clock may be wrong, and timers may be late.</summary>
internal sealed class SimClock(Simulator simulator, SimProcess process) : TimeProvider
{
    public static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Not zero: a default(long) that is taken for a timestamp should be far in the past.
    private const long FirstTimestamp = 1_000_000 * TimeSpan.TicksPerSecond;

    /// <summary>Gets or sets how wrong the wall clock is.</summary>
    public TimeSpan Shift { get; set; }

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Start.AddTicks(simulator.Now) + Shift;

    public override long GetTimestamp() => FirstTimestamp + simulator.Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimTimer(simulator, process, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}
