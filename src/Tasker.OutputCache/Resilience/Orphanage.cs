using Polly;

namespace Tasker.OutputCache.Resilience;

/// <summary>Watches over operations whose caller has gone: they are asked to end, and whatever comes of them is observed.</summary>
internal sealed class Orphanage
{
    private long _inFlight;
    private long _lateFaults;
    private long _lateResults;

    /// <summary>Gets how many operations go on without a caller.</summary>
    public long InFlight => Interlocked.Read(ref _inFlight);

    /// <summary>Gets how many of them have failed in the end.</summary>
    public long LateFaults => Interlocked.Read(ref _lateFaults);

    /// <summary>Gets how many of them have answered in the end.</summary>
    public long LateResults => Interlocked.Read(ref _lateResults);

    public void Adopt<TResult>(Task<Outcome<TResult>> operation, CancellationTokenSource cancellation)
    {
        Interlocked.Increment(ref _inFlight);
        _ = ObserveAsync(operation);
        _ = CancelAsync(cancellation);
    }

    private async Task ObserveAsync<TResult>(Task<Outcome<TResult>> operation)
    {
        try
        {
            var outcome = await operation.ConfigureAwait(false);
            Interlocked.Increment(ref outcome.Exception is null ? ref _lateResults : ref _lateFaults);

            // Nobody else will ever see the result, or give back what it has rented.
            (outcome.Exception is null ? outcome.Result as IDisposable : null)?.Dispose();
        }
        catch (Exception)
        {
            // Observed and counted: there is no one left to tell.
            Interlocked.Increment(ref _lateFaults);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    // Not on the caller's thread: what is registered with the token may take its time, or throw.
    private async Task CancelAsync(CancellationTokenSource cancellation)
    {
        try
        {
            await cancellation.CancelAsync().ConfigureAwait(false);
        }
        catch (AggregateException)
        {
            Interlocked.Increment(ref _lateFaults);
        }
    }
}
