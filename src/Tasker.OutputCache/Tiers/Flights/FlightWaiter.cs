namespace Tasker.OutputCache.Tiers;

/// <summary>A request that waits for a computation under way.</summary>
/// <param name="arrival">The tick of the view when it arrived.</param>
internal sealed class FlightWaiter(long arrival)
{
    private readonly TaskCompletionSource<FlightResult> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Arrival => arrival;

    public bool IsWaiting => !_source.Task.IsCompleted;

    /// <summary>Ends the wait, unless it has ended already. Exactly one call has its way.</summary>
    public bool TrySet(FlightResult result) => _source.TrySetResult(result);

    /// <summary>Waits, for at most a time.</summary>
    /// <exception cref="OperationCanceledException">The request was given up.</exception>
    public async Task<FlightResult> WaitAsync(TimeSpan limit, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (limit <= TimeSpan.Zero)
        {
            TrySet(FlightResult.TimedOut);
        }

        using var timer = clock.CreateTimer(static state => ((FlightWaiter)state!).TrySet(FlightResult.TimedOut), this, limit > TimeSpan.Zero ? limit : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        using var registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((FlightWaiter)state!)._source.TrySetCanceled(token), this);
        return await _source.Task.ConfigureAwait(false);
    }
}
