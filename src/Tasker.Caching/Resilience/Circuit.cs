using Tasker.Caching.Engine;

namespace Tasker.Caching.Resilience;

/// <summary>The state of one endpoint's circuit, which counts failures in a row.</summary>
/// <param name="settings">The settings.</param>
/// <param name="clock">The clock.</param>
/// <param name="announce">Told of each new state, outside of any lock.</param>
internal sealed class Circuit(CacheSettingsSource settings, TimeProvider clock, Action<CircuitState> announce)
{
    private readonly Lock _gate = new();

    // Even: closed. It grows when the circuit opens and when it closes, so that an answer to a call of another era can be told and is ignored.
    private int _era;
    private int _failures;
    private int _successes;

    // Grows with every answer, so that a call can be told that began before the last one was known.
    private int _answers;
    private int _countedAnswers = -1;

    // Grows with every stall of this process that made calls fail.
    private int _stalls;
    private int _stallsInARow;
    private int _probedEra;
    private bool _isHalfOpen;
    private bool _isProbing;
    private long _openedAt;

    public CircuitState State
    {
        get
        {
            lock (_gate)
            {
                return State_NeedsLock;
            }
        }
    }

    private CircuitState State_NeedsLock => (_era & 1) == 0 ? CircuitState.Closed : _isHalfOpen ? CircuitState.HalfOpen : CircuitState.Open;

    public bool IsClosed => (Volatile.Read(ref _era) & 1) == 0;

    /// <summary>Gets how long until a probe is due; <see langword="null"/> when the circuit is closed.</summary>
    public TimeSpan? TimeUntilProbe
    {
        get
        {
            lock (_gate)
            {
                return State_NeedsLock switch
                {
                    CircuitState.Closed => null,
                    CircuitState.HalfOpen => TimeSpan.Zero,
                    _ => UntilProbe_NeedsLock(),
                };
            }
        }
    }

    private TimeSpan UntilProbe_NeedsLock()
    {
        var left = settings.Current.CircuitTimeout - clock.GetElapsedTime(_openedAt);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Begins a call.</summary>
    /// <param name="ticket">What to hand in with the call's result.</param>
    /// <returns>Whether the call may be made.</returns>
    public bool TryEnter(out CircuitTicket ticket)
    {
        ticket = new CircuitTicket(Volatile.Read(ref _era), Volatile.Read(ref _answers), Volatile.Read(ref _stalls));
        return (ticket.Era & 1) == 0;
    }

    public void RecordSuccess(CircuitTicket ticket)
    {
        Interlocked.Increment(ref _answers);

        // No lock while all is well.
        if (Volatile.Read(ref _failures) == 0 && Volatile.Read(ref _stallsInARow) == 0)
        {
            return;
        }

        lock (_gate)
        {
            if (ticket.Era == _era)
            {
                _failures = 0;
                _stallsInARow = 0;
            }
        }
    }

    /// <summary>Counts a failure, unless it tells nothing new about the endpoint.</summary>
    /// <param name="ticket">The call's ticket.</param>
    /// <param name="failure">How it failed.</param>
    /// <returns>Whether this is the first call that a stall of this process has excused.</returns>
    public bool RecordFailure(CircuitTicket ticket, CircuitFailure failure)
    {
        lock (_gate)
        {
            if (ticket.Era != _era)
            {
                return false;
            }

            var isExcused = false;
            if (!IsNews_NeedsLock(ticket, failure, ref isExcused) || ++_failures < settings.Current.CircuitFailureThreshold)
            {
                return isExcused;
            }

            Open_NeedsLock();
            _era++;
        }

        announce(CircuitState.Open);
        return false;
    }

    private bool IsNews_NeedsLock(CircuitTicket ticket, CircuitFailure failure, ref bool isExcused)
    {
        if (failure is CircuitFailure.Fault or CircuitFailure.TimedOut)
        {
            // Calls that were under way when the endpoint last answered fail together: they are one failure.
            var isOld = ticket.Answers != _answers;
            if (isOld && _countedAnswers == _answers)
            {
                return false;
            }

            _countedAnswers = isOld ? _answers : _countedAnswers;
            return true;
        }

        // Begun before the last stall was noticed, it failed in that one.
        if (ticket.Stalls != _stalls)
        {
            return false;
        }

        _stalls++;

        // A process that stalls all the time must not wait for a dead endpoint for ever.
        isExcused = failure == CircuitFailure.TimedOutInStall && _stallsInARow < settings.Current.CircuitFailureThreshold;
        _stallsInARow += isExcused ? 1 : 0;
        return !isExcused;
    }

    private void Open_NeedsLock()
    {
        _failures = 0;
        _successes = 0;
        _stallsInARow = 0;
        _isHalfOpen = false;
        _openedAt = clock.GetTimestamp();
    }

    /// <summary>Closes the circuit without a probe: there is another server behind it now.</summary>
    public void Reset()
    {
        bool wasClosed;
        lock (_gate)
        {
            wasClosed = State_NeedsLock == CircuitState.Closed;
            Open_NeedsLock();
            _era += wasClosed ? 2 : 1;
        }

        if (!wasClosed)
        {
            announce(CircuitState.Closed);
        }
    }

    /// <summary>Begins a probe, if one is due and no other runs.</summary>
    public bool TryBeginProbe()
    {
        bool turned;
        lock (_gate)
        {
            var state = State_NeedsLock;
            if (_isProbing || state == CircuitState.Closed || (state == CircuitState.Open && UntilProbe_NeedsLock() > TimeSpan.Zero))
            {
                return false;
            }

            _isProbing = true;
            _probedEra = _era;
            turned = !_isHalfOpen;
            _isHalfOpen = true;
        }

        if (turned)
        {
            announce(CircuitState.HalfOpen);
        }

        return true;
    }

    /// <summary>Ends a probe.</summary>
    /// <param name="succeeded">What came of it; <see langword="null"/> where it was given up without an answer.</param>
    public void EndProbe(bool? succeeded)
    {
        CircuitState to;
        lock (_gate)
        {
            _isProbing = false;
            if (succeeded is null || _era != _probedEra || (succeeded.Value && ++_successes < settings.Current.CircuitSuccessThreshold))
            {
                return;
            }

            // Both start the counts again; only the first leaves the circuit open.
            Open_NeedsLock();
            to = succeeded.Value ? CircuitState.Closed : CircuitState.Open;
            if (succeeded.Value)
            {
                _era++;
            }
        }

        announce(to);
    }
}
