using System.Runtime.CompilerServices;
using Polly;
using Polly.Telemetry;
using Polly.Timeout;

namespace Tasker.OutputCache.Resilience;

/// <summary>Lets the caller go when the time is up, also where the operation ignores its token, which Polly's own time-out would wait for.</summary>
/// <param name="limit">How long a call may take, as it is now.</param>
/// <param name="clock">The clock.</param>
/// <param name="telemetry">Told of every call that took too long, in the words of Polly's time-out.</param>
internal sealed class TimeLimitStrategy(Func<TimeSpan> limit, TimeProvider clock, ResilienceStrategyTelemetry telemetry) : ResilienceStrategy
{
    /// <summary>The outcome of every call that took too long. It is never thrown.</summary>
    public static readonly TimeoutRejectedException TimeoutException = new("The endpoint did not answer in time.");

    private static readonly ResilienceEvent TimedOut = new(ResilienceEventSeverity.Error, "OnTimeout");

    protected override ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        // Polly lets no one set the token of a context, so the operation gets a context of its own.
        var cancellation = new CancellationTokenSource();
        var inner = ResilienceContextPool.Shared.Get(cancellation.Token);
        var pending = callback(inner, state);
        if (!pending.IsCompletedSuccessfully)
        {
            return AwaitAsync(pending.AsTask(), inner, cancellation, context);
        }

        var outcome = pending.Result;
        ResilienceContextPool.Shared.Return(inner);
        return new ValueTask<Outcome<TResult>>(outcome);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Outcome<TResult>> AwaitAsync<TResult>(
        Task<Outcome<TResult>> operation, ResilienceContext inner, CancellationTokenSource cancellation, ResilienceContext outer)
    {
        var time = limit();
        var caller = outer.CancellationToken;
        await ((Task)operation.WaitAsync(time, clock, caller)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (operation.IsCompletedSuccessfully)
        {
            ResilienceContextPool.Shared.Return(inner);
            return await operation.ConfigureAwait(false);
        }

        // The context stays with the operation and does not go back to the pool.
        Orphans.Adopt(operation, cancellation);
        if (caller.IsCancellationRequested)
        {
            return Outcome.FromException<TResult>(new OperationCanceledException(caller));
        }

        telemetry.Report(TimedOut, outer, new OnTimeoutArguments(outer, time));
        return Outcome.FromException<TResult>(TimeoutException);
    }
}
