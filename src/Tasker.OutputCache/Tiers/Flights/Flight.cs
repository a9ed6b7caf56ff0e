using Tasker.OutputCache.Evictions;

namespace Tasker.OutputCache.Tiers;

/// <summary>A computation that is under way in this process, and the requests that wait for it.</summary>
/// <remarks>One leads. When it can't deliver, exactly one of those who wait leads in its place; the others go on waiting.</remarks>
internal sealed class Flight
{
    /// <summary>How many leaders in a row may fail before those who wait are let go, each to compute for itself.</summary>
    private const int MaximumFailures = 3;

    private readonly Lock _lock = new();
    private readonly Queue<FlightWaiter> _waiters = new();
    private readonly TimeProvider _clock;
    private EvictionPoint _stamp;
    private long _begunAt;
    private ITimer? _renewal;
    private int _mayHaveLease;
    private int _failures;
    private Action? _deserted;
    private bool _hasBegun;
    private bool _isOver;

    public Flight(string key, EvictionPoint stamp, TimeProvider clock, Flight? before = null)
    {
        Key = key;
        _stamp = stamp;
        _clock = clock;
        _begunAt = clock.GetTimestamp();
        LeaseToken = before?.LeaseToken ?? Guid.NewGuid().ToString("N");
        _mayHaveLease = before?._mayHaveLease ?? 0;
    }

    public string Key { get; }

    /// <summary>Gets the token under which this flight asks the far tier for leases: it passes from leader to leader, and from a flight to its successor.</summary>
    public string LeaseToken { get; }

    /// <summary>Gets a value indicating whether the far tier is known to have granted the lease.</summary>
    public bool HasLease => _renewal is not null;

    /// <summary>Gets the point at which the present leader began to compute, or took the lead.</summary>
    public EvictionPoint Stamp
    {
        get
        {
            lock (_lock)
            {
                return _stamp;
            }
        }
    }

    /// <summary>Gets how long the present leader has had the lead.</summary>
    public TimeSpan Age => _clock.GetElapsedTime(Volatile.Read(ref _begunAt));

    public bool IsOver
    {
        get
        {
            lock (_lock)
            {
                return _isOver;
            }
        }
    }

    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _waiters.Count;
            }
        }
    }

    /// <summary>Notes that the lease is asked for. Until an answer says otherwise, the far tier may have granted it.</summary>
    /// <returns>Whether that may have been so before.</returns>
    public bool AskForLease() => Interlocked.Exchange(ref _mayHaveLease, 1) == 1;

    /// <summary>Notes that the lease is not this flight's.</summary>
    public void MissLease() => Volatile.Write(ref _mayHaveLease, 0);

    /// <summary>Notes that the far tier has granted the lease, and what renews it.</summary>
    public void TakeLease(ITimer renewal)
    {
        Interlocked.Exchange(ref _renewal, renewal)?.Dispose();
        Volatile.Write(ref _mayHaveLease, 1);
    }

    /// <summary>Gives the lease up.</summary>
    /// <returns>Its token, once; <see langword="null"/> if the far tier can't have granted it.</returns>
    public string? DropLease()
    {
        Interlocked.Exchange(ref _renewal, null)?.Dispose();
        return Interlocked.Exchange(ref _mayHaveLease, 0) == 1 ? LeaseToken : null;
    }

    /// <summary>Notes that the leader has looked wherever there was something to find, and computes from now on.</summary>
    /// <param name="view">The view, now.</param>
    /// <returns>The stamp of what it computes: no earlier than the arrival of anybody who waits so far.</returns>
    public EvictionPoint Begin(EvictionView view)
    {
        lock (_lock)
        {
            _hasBegun = true;
            _stamp = view.Now;
            Volatile.Write(ref _begunAt, _clock.GetTimestamp());
            return _stamp;
        }
    }

    /// <summary>Waits with the others.</summary>
    /// <param name="view">The view, now.</param>
    /// <param name="slots">The tags that are known before the handler runs.</param>
    /// <returns>The waiter, or <see langword="null"/> if this flight is over or its computation began before an eviction that the caller knows of.</returns>
    public FlightWaiter? TryJoin(EvictionView view, TagSlots slots)
    {
        lock (_lock)
        {
            var arrival = view.Now.Tick;
            if (_isOver || (_hasBegun && (view.Now.Floor > _stamp.Tick || view.IsTouchedSince(slots.Hard, _stamp.Tick))))
            {
                return null;
            }

            var waiter = new FlightWaiter(arrival);
            _waiters.Enqueue(waiter);
            return waiter;
        }
    }

    /// <summary>Ends the flight with an entry for all who may have it. One of the others leads from here on.</summary>
    /// <param name="view">The view.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="late">The slots of tags that nobody knew of before the handler ran.</param>
    /// <param name="isLatest">Whether this is the flight that newcomers join.</param>
    /// <returns>Whether the flight is over.</returns>
    public bool Land(EvictionView view, CachedEntry entry, ReadOnlySpan<int> late, bool isLatest)
    {
        List<FlightWaiter> served;
        bool isOver;
        lock (_lock)
        {
            served = new List<FlightWaiter>(_waiters.Count);
            var refused = new List<FlightWaiter>();
            while (_waiters.TryDequeue(out var waiter))
            {
                // Who comes after an eviction must not get what was begun before it. For the tags known in advance of what
                // is computed that was seen to when the waiter joined; for anything else it can only be seen to now.
                var mayTake = waiter.Arrival <= entry.Stamp.Near.Tick
                    || (_hasBegun ? !view.IsTouchedSince(late, entry.Stamp.Near.Tick) : entry.Judge(view) != Verdict.Void);
                (mayTake ? served : refused).Add(waiter);
            }

            refused.ForEach(_waiters.Enqueue);
            isOver = _isOver = !isLatest || !TryPromote_NeedsLock(view);
        }

        if (isOver)
        {
            End(FlightResult.Superseded);
        }

        foreach (var waiter in served)
        {
            waiter.TrySet(FlightResult.Landed(entry));
        }

        return isOver;
    }

    /// <summary>Ends the turn of a leader that failed, was cancelled or has lost its client.</summary>
    /// <param name="view">The view.</param>
    /// <param name="isLatest">Whether this is the flight that newcomers join. If not, those who wait join the later one.</param>
    /// <returns>Whether the flight is over, because nobody waits any more or because too many have failed.</returns>
    public bool HandOver(EvictionView view, bool isLatest)
    {
        if (!isLatest)
        {
            End(FlightResult.Superseded);
            return true;
        }

        lock (_lock)
        {
            if (++_failures < MaximumFailures && TryPromote_NeedsLock(view))
            {
                return false;
            }
        }

        Disperse();
        return true;
    }

    private bool TryPromote_NeedsLock(EvictionView view)
    {
        while (_waiters.TryDequeue(out var waiter))
        {
            _hasBegun = false;
            _stamp = view.Now;
            _deserted = null;
            Volatile.Write(ref _begunAt, _clock.GetTimestamp());
            if (waiter.TrySet(FlightResult.Leads))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Notes that the leader goes on for those who wait only.</summary>
    /// <param name="deserted">Called, once, when nobody waits any more.</param>
    public void Leave(Action deserted)
    {
        lock (_lock)
        {
            _deserted = deserted;
        }

        NoteLeft();
    }

    /// <summary>Notes that somebody does not wait any more.</summary>
    public void NoteLeft()
    {
        Action? deserted = null;
        lock (_lock)
        {
            if (_deserted is not null && !_waiters.Any(static waiter => waiter.IsWaiting))
            {
                deserted = _deserted;
                _deserted = null;
            }
        }

        deserted?.Invoke();
    }

    /// <summary>Ends the flight with an exception for all who wait for it.</summary>
    public void Fail(Exception exception) => End(FlightResult.Failed(exception));

    /// <summary>Ends the flight: everybody computes for itself.</summary>
    public void Disperse() => End(FlightResult.Dispersed);

    private void End(FlightResult result)
    {
        FlightWaiter[] waiters;
        lock (_lock)
        {
            _isOver = true;
            waiters = _waiters.ToArray();
            _waiters.Clear();
        }

        foreach (var waiter in waiters)
        {
            waiter.TrySet(result);
        }
    }
}
