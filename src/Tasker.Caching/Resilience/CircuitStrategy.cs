using System.Runtime.CompilerServices;
using Polly;
using Polly.CircuitBreaker;

namespace Tasker.Caching.Resilience;

/// <summary>Breaks after a number of failures in a row, which Polly's own breaker can't: it counts ratios.</summary>
/// <remarks>It never tries recovery on a caller's call: probes run beside the pipeline.</remarks>
/// <param name="circuit">The circuit.</param>
/// <param name="watch">Knows when this process itself stood still.</param>
/// <param name="onExcused">Told, once for each stall, that time-outs are not held against the endpoint.</param>
internal sealed class CircuitStrategy(Circuit circuit, StallWatch watch, Action onExcused) : ResilienceStrategy
{
    /// <summary>The outcome of every call while the circuit is open. It is never thrown.</summary>
    public static readonly BrokenCircuitException OpenException = new("The circuit is open.");

    protected override ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        if (!circuit.TryEnter(out var ticket))
        {
            return Outcome.FromExceptionAsValueTask<TResult>(OpenException);
        }

        var pending = callback(context, state);
        return pending.IsCompletedSuccessfully
            ? new ValueTask<Outcome<TResult>>(Record(pending.Result, ticket, context, begun: null))
            : AwaitAsync(pending, ticket, context, watch.Begin());
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Outcome<TResult>> AwaitAsync<TResult>(
        ValueTask<Outcome<TResult>> pending, CircuitTicket ticket, ResilienceContext context, long begun) =>
        Record(await pending.ConfigureAwait(false), ticket, context, begun);

    private Outcome<TResult> Record<TResult>(Outcome<TResult> outcome, CircuitTicket ticket, ResilienceContext context, long? begun)
    {
        if (outcome.Exception is null)
        {
            circuit.RecordSuccess(ticket);
        }
        else if (!(outcome.Exception is OperationCanceledException && context.CancellationToken.IsCancellationRequested)
            && circuit.RecordFailure(ticket, Judge(outcome.Exception, begun)))
        {
            onExcused();
        }

        return outcome;
    }

    private CircuitFailure Judge(Exception exception, long? begun)
    {
        var isLate = ReferenceEquals(exception, TimeLimitStrategy.TimeoutException);
        return begun is { } time && watch.HasStalledSince(time)
            ? isLate ? CircuitFailure.TimedOutInStall : CircuitFailure.FaultInStall
            : isLate ? CircuitFailure.TimedOut : CircuitFailure.Fault;
    }
}
