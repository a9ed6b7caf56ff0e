using System.Diagnostics;
using System.Threading.Tasks.Sources;

namespace Tasker.Caching.Resilience;

/// <summary>Waits for the end of an operation, of its time, or of its caller's patience: whichever comes first. Used again and again, with one timer.</summary>
/// <remarks>Its use ends with the wait if the operation has ended; if not, the gate stays with the operation for good.</remarks>
internal sealed class TimeGate : IValueTaskSource<TimeGateEnd>, IDisposable
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    private readonly Lock _lock = new();
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly CancellationTokenSource _cancellation = new();
    private ManualResetValueTaskSourceCore<TimeGateEnd> _source;
    private CancellationTokenRegistration _caller;
    private Action? _orphaned;
    private TimeSpan _time;
    private long _startedAt;
    private bool _isWaiting;
    private bool _hasEnded;

    public TimeGate(TimeProvider clock)
    {
        _clock = clock;
        OperationEnded = EndOperation;
        _timer = NewTimer(clock);
    }

    // It outlives the request that makes it, and must not keep what flows with that.
    private ITimer NewTimer(TimeProvider clock)
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            return Create();
        }

        using (ExecutionContext.SuppressFlow())
        {
            return Create();
        }

        ITimer Create() => clock.CreateTimer(static gate => ((TimeGate)gate!).EndTime(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Gets what asks the operation to end, once its caller has gone.</summary>
    public CancellationToken Token => _cancellation.Token;

    /// <summary>Gets what is called, once, when the operation has ended.</summary>
    public Action OperationEnded { get; }

    /// <summary>Waits. Called before <see cref="OperationEnded"/> may be.</summary>
    public ValueTask<TimeGateEnd> WaitAsync(TimeSpan time, CancellationToken caller)
    {
        lock (_lock)
        {
            _time = time;
            _startedAt = _clock.GetTimestamp();
            _isWaiting = true;
        }

        _timer.Change(time, Timeout.InfiniteTimeSpan);
        var waiting = new ValueTask<TimeGateEnd>(this, _source.Version);
        if (caller.CanBeCanceled)
        {
            _caller = caller.UnsafeRegister(static gate => ((TimeGate)gate!).TryEnd(TimeGateEnd.Caller), this);
        }

        return waiting;
    }

    private void EndOperation()
    {
        Action? orphaned;
        lock (_lock)
        {
            _hasEnded = true;
            orphaned = _orphaned;
        }

        if (!TryEnd(TimeGateEnd.Operation))
        {
            orphaned?.Invoke();
        }
    }

    private void EndTime()
    {
        lock (_lock)
        {
            if (!_isWaiting)
            {
                return;
            }

            // The timer may fire a moment early, and the call of an earlier use may come late: neither ends this wait.
            var left = _time - _clock.GetElapsedTime(_startedAt);
            if (left > TimeSpan.Zero)
            {
                _timer.Change(left > ShortestWait ? left : ShortestWait, Timeout.InfiniteTimeSpan);
                return;
            }

            _isWaiting = false;
        }

        _source.SetResult(TimeGateEnd.Time);
    }

    // Who ends the wait goes on with the code that waits, so without the lock.
    private bool TryEnd(TimeGateEnd end)
    {
        lock (_lock)
        {
            if (!_isWaiting)
            {
                return false;
            }

            _isWaiting = false;
        }

        _source.SetResult(end);
        return true;
    }

    /// <summary>Prepares for the next use.</summary>
    /// <returns>Whether there can be one.</returns>
    public bool TryReset()
    {
        Debug.Assert(!_isWaiting, "The wait is over.");

        // Waits for a callback that runs right now, which finds the wait over.
        _caller.Dispose();
        _caller = default;
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _source.Reset();
        _hasEnded = false;
        return _cancellation.TryReset();
    }

    /// <summary>Asks the operation to end, and looks after what comes of it.</summary>
    /// <param name="orphaned">Called, once, when the operation has ended.</param>
    public void Leave(Action orphaned)
    {
        _caller.Dispose();
        _timer.Dispose();
        bool hasEnded;
        lock (_lock)
        {
            hasEnded = _hasEnded;
            _orphaned = orphaned;
        }

        if (hasEnded)
        {
            orphaned();
        }

        Orphans.Cancel(_cancellation);
    }

    /// <summary>Lets a gate go that no operation uses.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        _cancellation.Dispose();
    }

    TimeGateEnd IValueTaskSource<TimeGateEnd>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<TimeGateEnd>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<TimeGateEnd>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
