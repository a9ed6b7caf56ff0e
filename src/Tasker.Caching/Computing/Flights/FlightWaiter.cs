namespace Tasker.Caching.Computing.Flights;

/// <summary>A request that waits for a computation under way.</summary>
/// <param name="arrival">The tick of the view when it arrived.</param>
/// <param name="continuations">How it goes on when its wait has ended.</param>
internal sealed class FlightWaiter(long arrival, TaskCreationOptions continuations)
{
    private readonly TaskCompletionSource<FlightResult> _source = new(continuations);
    private int _isClaimed;

    public long Arrival => arrival;

    public bool IsWaiting => Volatile.Read(ref _isClaimed) == 0;

    /// <summary>Reserves the end of the wait for the caller, who then has to <see cref="Set"/> it. Exactly one caller gets it.</summary>
    public bool TryClaim() => Interlocked.Exchange(ref _isClaimed, 1) == 0;

    /// <summary>Ends the wait that the caller has claimed.</summary>
    public void Set(FlightResult result) => _source.SetResult(result);

    /// <summary>Ends the wait, unless it has ended already.</summary>
    public void TrySet(FlightResult result)
    {
        if (TryClaim())
        {
            Set(result);
        }
    }

    private void Cancel(CancellationToken cancellationToken)
    {
        if (TryClaim())
        {
            _source.SetCanceled(cancellationToken);
        }
    }

    /// <summary>Waits, for at most a time.</summary>
    /// <exception cref="OperationCanceledException">The request was given up.</exception>
    public async Task<FlightResult> WaitAsync(TimeSpan limit, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (limit <= TimeSpan.Zero)
        {
            TrySet(FlightResult.TimedOut);
        }

        using var timer = clock.CreateTimer(static state => ((FlightWaiter)state!).TrySet(FlightResult.TimedOut), this, limit > TimeSpan.Zero ? limit : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        using var registration = cancellationToken.UnsafeRegister(static (state, token) => ((FlightWaiter)state!).Cancel(token), this);
        return await _source.Task.ConfigureAwait(false);
    }
}
