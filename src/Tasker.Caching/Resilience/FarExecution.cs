using Polly;

namespace Tasker.Caching.Resilience;

/// <summary>A call to an endpoint that is under way.</summary>
/// <param name="pending">What is awaited, once.</param>
/// <param name="context">What Polly knows of the call; <see langword="null"/> for one that was never made.</param>
internal readonly struct FarExecution<T>(ValueTask<Outcome<T>> pending, ResilienceContext? context)
{
    /// <summary>Gets what is awaited, once. It does not throw.</summary>
    public ValueTask<Outcome<T>> Pending => pending;

    /// <summary>Says what came of the call. Called once, with the result of <see cref="Pending"/>.</summary>
    public FarOutcome<T> Finish(Outcome<T> outcome)
    {
        var cancelled = context?.CancellationToken.IsCancellationRequested == true;
        if (context is not null)
        {
            ResilienceContextPool.Shared.Return(context);
        }

        return outcome.Exception switch
        {
            null => FarOutcome<T>.Success(outcome.Result!),
            var open when ReferenceEquals(open, CircuitStrategy.OpenException) => FarOutcome<T>.Open,
            var late when ReferenceEquals(late, TimeLimitStrategy.TimeoutException) => FarOutcome<T>.TimedOut,
            OperationCanceledException when cancelled => FarOutcome<T>.Cancelled,
            var failure => FarOutcome<T>.Faulted(failure),
        };
    }
}
