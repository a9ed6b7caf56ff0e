using Tasker.Caching.Engine;

namespace Tasker.Caching.Resilience;

/// <summary>Tells how long this process itself stood still while a call was under way, by the lateness of a timer of its own.</summary>
/// <remarks>
/// A process that is stopped, starved of its processor or of threads, or collects garbage reads answers late and runs its timers late.
/// The timer beats only while calls are made: an idle process is not woken for it.
/// </remarks>
internal sealed class StallWatch(CacheSettingsSource settings, TimeProvider clock)
{
    private const int BeatsPerTimeout = 8;
    private const int StallsPerTimeout = 4;
    private static readonly TimeSpan ShortestBeat = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestBeat = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private ITimer? _timer;
    private bool _isBeating;

    // In units of the clock.
    private long _lateness;
    private long _beatAt;
    private long _period;
    private long _lastCallAt;

    /// <summary>Begins to watch.</summary>
    /// <returns>What to hand in at the end of the call.</returns>
    public long Begin()
    {
        var now = clock.GetTimestamp();
        Interlocked.Exchange(ref _lastCallAt, now);
        if (!Volatile.Read(ref _isBeating))
        {
            Start(now);
        }

        return LatenessAt(now);
    }

    /// <summary>Says whether this process lost so much of a call's time that the call's failure says little about its endpoint.</summary>
    /// <param name="begun">What <see cref="Begin"/> returned.</param>
    public bool HasStalledSince(long begun) =>
        clock.GetElapsedTime(begun, LatenessAt(clock.GetTimestamp())) >= settings.Current.OperationTimeout / StallsPerTimeout;

    // A beat that is overdue and has not run yet counts already.
    private long LatenessAt(long now)
    {
        var beatAt = Volatile.Read(ref _beatAt);
        var lateness = Volatile.Read(ref _lateness);
        return Volatile.Read(ref _isBeating) ? lateness + Math.Max(0, now - beatAt - Volatile.Read(ref _period)) : lateness;
    }

    private void Start(long now)
    {
        lock (_gate)
        {
            if (_isBeating)
            {
                return;
            }

            var beat = settings.Current.OperationTimeout / BeatsPerTimeout;
            beat = beat < ShortestBeat ? ShortestBeat : beat > LongestBeat ? LongestBeat : beat;
            Volatile.Write(ref _period, beat.Ticks * clock.TimestampFrequency / TimeSpan.TicksPerSecond);
            Volatile.Write(ref _beatAt, now);
            Volatile.Write(ref _isBeating, true);
            _timer ??= NewTimer();
            _timer.Change(beat, beat);
        }
    }

    // It outlives the request that makes it, and must not keep what flows with that.
    private ITimer NewTimer()
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            return Create();
        }

        using (ExecutionContext.SuppressFlow())
        {
            return Create();
        }

        ITimer Create() => clock.CreateTimer(static watch => ((StallWatch)watch!).Beat(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private void Beat()
    {
        lock (_gate)
        {
            if (!_isBeating)
            {
                return;
            }

            var now = clock.GetTimestamp();
            Volatile.Write(ref _lateness, _lateness + Math.Max(0, now - _beatAt - _period));
            Volatile.Write(ref _beatAt, now);
            if (!IsIdle(now))
            {
                return;
            }

            Volatile.Write(ref _isBeating, false);
            Interlocked.MemoryBarrier();
            if (IsIdle(now))
            {
                _timer!.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
            else
            {
                // A call that began meanwhile saw the timer beat.
                Volatile.Write(ref _isBeating, true);
            }
        }
    }

    private bool IsIdle(long now) => clock.GetElapsedTime(Interlocked.Read(ref _lastCallAt), now) > Idle + settings.Current.OperationTimeout;
}
