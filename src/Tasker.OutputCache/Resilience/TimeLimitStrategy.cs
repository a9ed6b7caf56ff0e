using Polly;
using Polly.Timeout;

namespace Tasker.OutputCache.Resilience;

/// <summary>Lets the caller go when the time is up, also where the operation ignores its token, which Polly's own time-out would wait for.</summary>
/// <param name="limit">How long a call may take, as it is now.</param>
/// <param name="clock">The clock.</param>
internal sealed class TimeLimitStrategy(Func<TimeSpan> limit, TimeProvider clock) : ResilienceStrategy
{
    /// <summary>The outcome of every call that took too long. It is never thrown.</summary>
    public static readonly TimeoutRejectedException TimeoutException = new("The endpoint did not answer in time.");

    protected override ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        // Polly lets no one set the token of a context, so the operation gets a context of its own.
        var cancellation = new CancellationTokenSource();
        var inner = ResilienceContextPool.Shared.Get(cancellation.Token);
        var pending = callback(inner, state);
        if (!pending.IsCompletedSuccessfully)
        {
            return AwaitAsync(pending.AsTask(), inner, cancellation, context.CancellationToken);
        }

        var outcome = pending.Result;
        ResilienceContextPool.Shared.Return(inner);
        return new ValueTask<Outcome<TResult>>(outcome);
    }

    private async ValueTask<Outcome<TResult>> AwaitAsync<TResult>(
        Task<Outcome<TResult>> operation, ResilienceContext inner, CancellationTokenSource cancellation, CancellationToken caller)
    {
        await ((Task)operation.WaitAsync(limit(), clock, caller)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (operation.IsCompletedSuccessfully)
        {
            ResilienceContextPool.Shared.Return(inner);
            return await operation.ConfigureAwait(false);
        }

        // The context stays with the operation and does not go back to the pool.
        Orphans.Adopt(operation, cancellation);
        return caller.IsCancellationRequested
            ? Outcome.FromException<TResult>(new OperationCanceledException(caller))
            : Outcome.FromException<TResult>(TimeoutException);
    }
}
