using System.Runtime.CompilerServices;
using Polly;
using Polly.CircuitBreaker;

namespace Tasker.OutputCache.Resilience;

/// <summary>Breaks after a number of failures in a row, which Polly's own breaker can't: it counts ratios.</summary>
/// <remarks>It never tries recovery on a caller's call: probes run beside the pipeline.</remarks>
internal sealed class CircuitStrategy(Circuit circuit) : ResilienceStrategy
{
    /// <summary>The outcome of every call while the circuit is open. It is never thrown.</summary>
    public static readonly BrokenCircuitException OpenException = new("The circuit is open.");

    protected override ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        if (!circuit.TryEnter(out var era))
        {
            return Outcome.FromExceptionAsValueTask<TResult>(OpenException);
        }

        var pending = callback(context, state);
        return pending.IsCompletedSuccessfully
            ? new ValueTask<Outcome<TResult>>(Record(pending.Result, era, context))
            : AwaitAsync(pending, era, context);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Outcome<TResult>> AwaitAsync<TResult>(ValueTask<Outcome<TResult>> pending, int era, ResilienceContext context) =>
        Record(await pending.ConfigureAwait(false), era, context);

    private Outcome<TResult> Record<TResult>(Outcome<TResult> outcome, int era, ResilienceContext context)
    {
        if (outcome.Exception is null)
        {
            circuit.RecordSuccess(era);
        }
        else if (!(outcome.Exception is OperationCanceledException && context.CancellationToken.IsCancellationRequested))
        {
            circuit.RecordFailure(era);
        }

        return outcome;
    }
}
