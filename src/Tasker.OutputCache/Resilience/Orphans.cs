using Polly;

namespace Tasker.OutputCache.Resilience;

/// <summary>Operations whose caller has gone: they are asked to end, and whatever comes of them is observed.</summary>
internal static class Orphans
{
    public static void Adopt<TResult>(Task<Outcome<TResult>> operation, CancellationTokenSource cancellation)
    {
        _ = ObserveAsync(operation);
        _ = CancelAsync(cancellation);
    }

    private static async Task ObserveAsync<TResult>(Task<Outcome<TResult>> operation)
    {
        try
        {
            var outcome = await operation.ConfigureAwait(false);

            // Nobody else will ever see the result, or give back what it has rented.
            (outcome.Exception is null ? outcome.Result as IDisposable : null)?.Dispose();
        }
        catch (Exception)
        {
            // Observed: there is no one left to tell.
        }
    }

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
