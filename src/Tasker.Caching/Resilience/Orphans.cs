using System.Runtime.CompilerServices;
using Polly;

namespace Tasker.Caching.Resilience;

/// <summary>Operations whose caller has gone: they are asked to end, and whatever comes of them is observed.</summary>
internal static class Orphans
{
    /// <summary>Takes what has come of an operation.</summary>
    public static void Observe<TResult>(ConfiguredValueTaskAwaitable<Outcome<TResult>>.ConfiguredValueTaskAwaiter operation)
    {
        try
        {
            var outcome = operation.GetResult();

            // No other code sees the result, or gives back what it has rented.
            (outcome.Exception is null ? outcome.Result as IDisposable : null)?.Dispose();
        }
        catch (Exception)
        {
            // Observed: there is no one left to tell.
        }
    }

    /// <summary>Asks an operation to end.</summary>
    public static void Cancel(CancellationTokenSource cancellation) => _ = CancelAsync(cancellation);

    // Not on the caller's thread: what is registered with the token may take its time, or throw.
    private static async Task CancelAsync(CancellationTokenSource cancellation)
    {
        try
        {
            await cancellation.CancelAsync().ConfigureAwait(false);
        }
        catch (AggregateException)
        {
            // Observed, too.
        }
    }
}
