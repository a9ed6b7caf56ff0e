using System.Diagnostics.CodeAnalysis;

namespace Tasker.OutputCache.TestUtilities;

/// <summary>A clock that stands still until it is moved, and fires the timers that come due on the way.</summary>
/// <remarks>
/// Timers fire inside <see cref="Advance"/>, on the thread that calls it, ordered by due time and then by when they were set; while
/// one fires, the clock shows its due time. A timer that is due at once fires with the next call, which may be <c>Advance(TimeSpan.Zero)</c>.
/// </remarks>
public sealed class ManualClock : TimeProvider
{
    /// <summary>The date at which every clock starts.</summary>
    public static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Not zero: a default(long) that is taken for a timestamp should be far in the past.
    private const long FirstTimestamp = 1_000_000 * TimeSpan.TicksPerSecond;

    private readonly Lock _gate = new();
    private readonly PriorityQueue<ManualTimer, (long Due, long Order)> _timers = new();
    private TimeSpan _wallClockShift;
    private long _now;
    private long _target;
    private long _order;
    private int _activeTimers;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Gets the number of timers that are set and have yet to fire.</summary>
    public int ActiveTimers => Volatile.Read(ref _activeTimers);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return Start + TimeSpan.FromTicks(_now) + _wallClockShift;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => FirstTimestamp + Volatile.Read(ref _now);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);

        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock forward and fires what comes due.</summary>
    /// <param name="by">How far. Calls from several threads add up.</param>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);

        lock (_gate)
        {
            _target += by.Ticks;
        }

        while (TryTakeDue(out var timer))
        {
            // Outside the lock: a callback may set timers, read the clock or advance it.
            timer.Fire();
        }
    }

    /// <summary>Moves the clock forward as for a process that was stopped meanwhile: what came due on the way fires late, at the new time.</summary>
    /// <param name="by">How long the process was stopped.</param>
    public void Stall(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);

        lock (_gate)
        {
            _target += by.Ticks;
            Volatile.Write(ref _now, _target);
        }

        Advance(TimeSpan.Zero);
    }

    private bool TryTakeDue([NotNullWhen(true)] out ManualTimer? timer)
    {
        lock (_gate)
        {
            while (_timers.TryPeek(out timer, out var when) && when.Due <= _target)
            {
                _timers.Dequeue();
                if (timer.Order != when.Order)
                {
                    // Changed or disposed since it was queued.
                    continue;
                }

                Volatile.Write(ref _now, Math.Max(_now, when.Due));
                timer.Order = 0;
                _activeTimers--;
                if (timer.Period > TimeSpan.Zero)
                {
                    Schedule_NeedsLock(timer, timer.Period);
                }

                return true;
            }

            Volatile.Write(ref _now, _target);
            timer = null;
            return false;
        }
    }

    /// <summary>Sets the wall clock forward or back, as an administrator or NTP does. Timestamps and timers do not notice.</summary>
    /// <param name="by">How far; negative is back.</param>
    public void ShiftWallClock(TimeSpan by)
    {
        lock (_gate)
        {
            _wallClockShift += by;
        }
    }

    private void Schedule_NeedsLock(ManualTimer timer, TimeSpan dueTime)
    {
        timer.Order = ++_order;
        _activeTimers++;
        _timers.Enqueue(timer, (_now + dueTime.Ticks, timer.Order));
    }

    private sealed class ManualTimer(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        private readonly ExecutionContext? _context = ExecutionContext.Capture();
        private bool _disposed;

        // Zero while it is not set. What is queued under another order is void.
        public long Order { get; set; }

        public TimeSpan Period { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            ThrowIfNotATime(dueTime);
            ThrowIfNotATime(period);

            lock (clock._gate)
            {
                if (_disposed)
                {
                    return false;
                }

                Unset_NeedsLock();
                Period = period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    clock.Schedule_NeedsLock(this, dueTime);
                }

                return true;
            }
        }

        private static void ThrowIfNotATime(TimeSpan value)
        {
            if (value != Timeout.InfiniteTimeSpan)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            }
        }

        private void Unset_NeedsLock()
        {
            if (Order != 0)
            {
                Order = 0;
                clock._activeTimers--;
            }
        }

        public void Fire()
        {
            if (_context is null)
            {
                callback(state);
            }
            else
            {
                ExecutionContext.Run(_context, static s => ((ManualTimer)s!).Invoke(), this);
            }
        }

        private void Invoke() => callback(state);

        public void Dispose()
        {
            lock (clock._gate)
            {
                _disposed = true;
                Unset_NeedsLock();
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
