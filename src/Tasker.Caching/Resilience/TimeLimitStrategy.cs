using System.Runtime.CompilerServices;
using Polly;
using Polly.Telemetry;
using Polly.Timeout;

namespace Tasker.Caching.Resilience;

/// <summary>Lets the caller go when the time is up, also where the operation ignores its token, which Polly's own time-out would wait for.</summary>
/// <param name="limit">How long a call may take, as it is now.</param>
/// <param name="clock">The clock.</param>
/// <param name="telemetry">Told of every call that took too long, in the words of Polly's time-out.</param>
internal sealed class TimeLimitStrategy(Func<TimeSpan> limit, TimeProvider clock, ResilienceStrategyTelemetry telemetry) : ResilienceStrategy
{
    /// <summary>The outcome of every call that took too long. It is never thrown.</summary>
    public static readonly TimeoutRejectedException TimeoutException = new("The endpoint did not answer in time.");

    private static readonly ResilienceEvent TimedOut = new(ResilienceEventSeverity.Error, "OnTimeout");

    private readonly TimeGatePool _gates = new(clock);

    protected override ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        // Polly lets no one set the token of a context, so the operation gets a context of its own.
        var gate = _gates.Rent();
        var inner = ResilienceContextPool.Shared.Get(gate.Token);
        var pending = callback(inner, state);
        if (!pending.IsCompletedSuccessfully)
        {
            return AwaitAsync(pending, inner, gate, context);
        }

        var outcome = pending.Result;
        ResilienceContextPool.Shared.Return(inner);
        _gates.Return(gate);
        return new ValueTask<Outcome<TResult>>(outcome);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Outcome<TResult>> AwaitAsync<TResult>(
        ValueTask<Outcome<TResult>> pending, ResilienceContext inner, TimeGate gate, ResilienceContext outer)
    {
        var time = limit();
        var operation = pending.ConfigureAwait(false).GetAwaiter();
        var ending = gate.WaitAsync(time, outer.CancellationToken);
        operation.UnsafeOnCompleted(gate.OperationEnded);
        switch (await ending.ConfigureAwait(false))
        {
            case TimeGateEnd.Operation:
                ResilienceContextPool.Shared.Return(inner);
                _gates.Return(gate);
                return operation.GetResult();
            case TimeGateEnd.Caller:
                Leave(operation, gate);
                return Outcome.FromException<TResult>(new OperationCanceledException(outer.CancellationToken));
            default:
                Leave(operation, gate);
                telemetry.Report(TimedOut, outer, new OnTimeoutArguments(outer, time));
                return Outcome.FromException<TResult>(TimeoutException);
        }
    }

    // Context and gate stay with the operation and do not go back to their pools.
    private static void Leave<TResult>(ConfiguredValueTaskAwaitable<Outcome<TResult>>.ConfiguredValueTaskAwaiter operation, TimeGate gate) =>
        gate.Leave(() => Orphans.Observe(operation));
}
