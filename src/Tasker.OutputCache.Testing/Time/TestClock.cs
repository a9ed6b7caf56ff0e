using System.Diagnostics.CodeAnalysis;

namespace Tasker.OutputCache.Testing;

/// <summary>A clock that stands still until a test moves it, and fires the timers that come due on the way.</summary>
/// <remarks>
/// Timers fire inside <see cref="Advance"/>, in the order in which they come due. A test of a host moves the clock with
/// <see cref="TestCache.AdvanceAsync"/>, which also waits until the cache has caught up.
/// </remarks>
public sealed class TestClock : TimeProvider
{
    // Not zero: a timestamp of zero would look like one that was never set.
    private const long FirstTimestamp = 1_000_000 * TimeSpan.TicksPerSecond;

    private readonly Lock _lock = new();
    private readonly PriorityQueue<TestTimer, (long Due, long Order)> _timers = new();
    private readonly DateTimeOffset _start;
    private long _now;
    private long _target;
    private long _order;

    /// <summary>Initializes a clock.</summary>
    /// <param name="start">The time that it shows; by default the real time, so that tokens and certificates stay valid.</param>
    public TestClock(DateTimeOffset? start = null)
    {
        _start = start ?? System.GetUtcNow();
    }

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _start.AddTicks(Volatile.Read(ref _now));

    /// <inheritdoc/>
    public override long GetTimestamp() => FirstTimestamp + Volatile.Read(ref _now);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new TestTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock forward and fires what comes due.</summary>
    /// <param name="by">How far. Calls from several threads add up.</param>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        lock (_lock)
        {
            _target += by.Ticks;
        }

        while (TryTakeDue(out var timer))
        {
            // Outside the lock: a callback may read the clock or set timers.
            timer.Fire();
        }
    }

    private bool TryTakeDue([NotNullWhen(true)] out TestTimer? timer)
    {
        lock (_lock)
        {
            while (_timers.TryPeek(out timer, out var when) && when.Due <= _target)
            {
                _timers.Dequeue();
                if (timer.Order != when.Order)
                {
                    // Changed or disposed of since it was set.
                    continue;
                }

                Volatile.Write(ref _now, Math.Max(_now, when.Due));
                timer.Order = 0;
                if (timer.Period > TimeSpan.Zero)
                {
                    Set_NeedsLock(timer, timer.Period);
                }

                return true;
            }

            Volatile.Write(ref _now, _target);
            timer = null;
            return false;
        }
    }

    private void Set_NeedsLock(TestTimer timer, TimeSpan dueTime)
    {
        timer.Order = ++_order;
        _timers.Enqueue(timer, (_now + dueTime.Ticks, timer.Order));
    }

    private sealed class TestTimer(TestClock clock, TimerCallback callback, object? state) : ITimer
    {
        private readonly ExecutionContext? _context = ExecutionContext.Capture();
        private bool _isDisposed;

        // Zero while it is not set. What is queued under another order is void.
        public long Order { get; set; }

        public TimeSpan Period { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            ThrowIfNegative(dueTime);
            ThrowIfNegative(period);
            lock (clock._lock)
            {
                if (_isDisposed)
                {
                    return false;
                }

                Order = 0;
                Period = period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    clock.Set_NeedsLock(this, dueTime);
                }

                return true;
            }
        }

        private static void ThrowIfNegative(TimeSpan time)
        {
            if (time != Timeout.InfiniteTimeSpan)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
            }
        }

        public void Fire()
        {
            if (_context is null)
            {
                callback(state);
                return;
            }

            ExecutionContext.Run(_context, static timer => ((TestTimer)timer!).Call(), this);
        }

        private void Call() => callback(state);

        public void Dispose()
        {
            lock (clock._lock)
            {
                _isDisposed = true;
                Order = 0;
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
