using Tasker.Caching.Engine;
using Tasker.Caching.Evictions.View;
using Tasker.Caching.Far;
using Tasker.Caching.Guards;

namespace Tasker.Caching.Computing.Flights;

/// <summary>A computation that is under way in this process, and the requests that wait for it.</summary>
/// <remarks>One leads. When it can't deliver, exactly one of those who wait leads in its place; the others go on waiting.</remarks>
internal sealed class Flight
{
    /// <summary>How many leaders in a row may fail before those who wait are let go, each to compute for itself.</summary>
    private const int MaximumFailures = 3;

    private readonly Lock _lock = new();
    private readonly TimeProvider _clock;
    private readonly EngineEnvironment _environment;

    // Most flights have no waiter, and those that find an entry have no lease.
    private Queue<FlightWaiter>? _waiters;
    private EntryLease? _lease;
    private Action? _deserted;
    private volatile EvictionPoint _stamp;
    private long _begunAt;
    private int _failures;
    private bool _hasBegun;
    private volatile bool _isOver;

    public Flight(FlightKey id, EvictionPoint stamp, TimeProvider clock, EngineEnvironment environment)
    {
        Id = id;
        _stamp = stamp;
        _clock = clock;
        _environment = environment;
        _begunAt = clock.GetTimestamp();
    }

    public FlightKey Id { get; }

    /// <summary>Gets the key of the entry.</summary>
    public string Key => Id.Key;

    /// <summary>Gets the point at which the present leader began to compute, or took the lead.</summary>
    public EvictionPoint Stamp => _stamp;

    /// <summary>Gets how long the present leader has had the lead.</summary>
    public TimeSpan Age => _clock.GetElapsedTime(Volatile.Read(ref _begunAt));

    public bool IsOver => _isOver;

    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _waiters?.Count ?? 0;
            }
        }
    }

    /// <summary>Gets the lease under which this flight asks the far tier. It passes from leader to leader.</summary>
    public EntryLease UseLease()
    {
        if (Volatile.Read(ref _lease) is { } held)
        {
            return held;
        }

        var lease = new EntryLease(_environment.NewToken());
        return Interlocked.CompareExchange(ref _lease, lease, null) ?? lease;
    }

    /// <summary>Takes the lease away from this flight. Of all who want to, only the first gets it.</summary>
    public EntryLease? TakeLease() => Interlocked.Exchange(ref _lease, null);

    /// <summary>Goes on with the lease of the flight that this one has replaced.</summary>
    public void InheritLease(Flight before) => Interlocked.CompareExchange(ref _lease, before.TakeLease()?.Continue(), null);

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

            var waiter = new FlightWaiter(arrival, _environment.Continuations);
            (_waiters ??= new()).Enqueue(waiter);
            return waiter;
        }
    }

    /// <summary>Ends the flight with an entry for all who may have it. One of the others leads from here on.</summary>
    /// <param name="view">The view.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="late">The slots of tags that were unknown before the handler ran.</param>
    /// <param name="isLatest">Whether this is the flight that newcomers join.</param>
    /// <returns>Whether the flight is over.</returns>
    public bool Complete(EvictionView view, CachedEntry entry, ReadOnlySpan<int> late, bool isLatest)
    {
        List<FlightWaiter>? served = null;
        FlightWaiter? next = null;
        bool isOver;
        lock (_lock)
        {
            for (var left = _waiters?.Count ?? 0; left > 0; left--)
            {
                // Who comes after an eviction must not get what was begun before it. For the tags known in advance of what
                // is computed that was seen to when the waiter joined; for anything else it can only be seen to now.
                var waiter = _waiters!.Dequeue();
                var mayTake = waiter.Arrival <= entry.Stamp.Near.Tick
                    || (_hasBegun ? !view.IsTouchedSince(late, entry.Stamp.Near.Tick) : entry.Judge(view) != Verdict.Void);
                if (mayTake)
                {
                    (served ??= []).Add(waiter);
                }
                else
                {
                    _waiters.Enqueue(waiter);
                }
            }

            next = isLatest ? Promote_NeedsLock(view) : null;
            isOver = _isOver = next is null;
        }

        if (isOver)
        {
            End(FlightResult.Superseded);
        }

        next?.Set(FlightResult.Leads);
        foreach (var waiter in served ?? [])
        {
            waiter.TrySet(FlightResult.Landed(entry));
        }

        return isOver;
    }

    /// <summary>Ends the turn of a leader that failed, was cancelled or has lost its client.</summary>
    /// <param name="view">The view.</param>
    /// <param name="isLatest">Whether this is the flight that newcomers join. If not, those who wait join the later one.</param>
    /// <returns>Whether the flight is over, because no request waits any more or because too many have failed.</returns>
    public bool PromoteNext(EvictionView view, bool isLatest)
    {
        if (!isLatest)
        {
            End(FlightResult.Superseded);
            return true;
        }

        FlightWaiter? next;
        lock (_lock)
        {
            next = ++_failures < MaximumFailures ? Promote_NeedsLock(view) : null;
        }

        if (next is null)
        {
            ReleaseAll();
            return true;
        }

        next.Set(FlightResult.Leads);
        return false;
    }

    // The next leader that still waits. The caller tells it, when it has let go of the lock.
    private FlightWaiter? Promote_NeedsLock(EvictionView view)
    {
        while (_waiters is not null && _waiters.TryDequeue(out var waiter))
        {
            if (waiter.TryClaim())
            {
                _hasBegun = false;
                _stamp = view.Now;
                _deserted = null;
                Volatile.Write(ref _begunAt, _clock.GetTimestamp());
                return waiter;
            }
        }

        return null;
    }

    /// <summary>Notes that the leader goes on for those who wait only.</summary>
    /// <param name="deserted">Called, once, when no request waits any more.</param>
    public void Leave(Action deserted)
    {
        lock (_lock)
        {
            _deserted = deserted;
        }

        NoteLeft();
    }

    /// <summary>Notes that a request does not wait any more.</summary>
    public void NoteLeft()
    {
        Action? deserted = null;
        lock (_lock)
        {
            if (_deserted is not null && _waiters?.Any(static waiter => waiter.IsWaiting) != true)
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
    public void ReleaseAll() => End(FlightResult.Dispersed);

    private void End(FlightResult result)
    {
        FlightWaiter[] waiters;
        lock (_lock)
        {
            _isOver = true;
            waiters = _waiters?.ToArray() ?? [];
            _waiters?.Clear();
        }

        foreach (var waiter in waiters)
        {
            waiter.TrySet(result);
        }
    }
}
