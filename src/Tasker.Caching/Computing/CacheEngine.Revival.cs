namespace Tasker.Caching.Engine;

/// <content>Entries that expired or were evicted, and are found to be what would be computed now.</content>
public sealed partial class CacheEngine
{
    // The stamp is taken already. What is evicted while the validator runs makes void what it finds unchanged.
    private async ValueTask<CacheLookup> ReviveAsync(Computation computation, CancellationToken cancellationToken)
    {
        var work = computation.Work;
        CacheRefresh? revival;
        try
        {
            computation.Held = work.Held;
            if (await work.ValidateAsync(computation.Held?.Content, _clock, cancellationToken).ConfigureAwait(false) is { } content)
            {
                return Revived(computation, work, computation.Revive(content) ? computation.Result : null);
            }

            revival = computation.Held is { } held && Volatile.Read(ref _refreshesLeft) < _settings.Current.MaxRefreshes ? work.CreateRevival(held.Content) : null;
        }
        catch
        {
            computation.Dispose();
            throw;
        }

        if (revival is null)
        {
            work.BeginComputing(_clock);
            return new CacheLookup(null, CacheOutcome.Miss, computation);
        }

        return Revived(computation, work, await RunAsync(computation, revival, cancellationToken).ConfigureAwait(false));
    }

    private async ValueTask<CachedEntry?> RunAsync(Computation computation, CacheRefresh revival, CancellationToken cancellationToken)
    {
        var running = revival.RunAsync(computation);
        try
        {
            return (await running.WaitAsync(cancellationToken).ConfigureAwait(false)).Entry;
        }
        finally
        {
            if (!running.IsCompleted)
            {
                Guard.Forget(CountLeftAsync(running));
            }
        }
    }

    private CacheLookup Revived(Computation computation, CacheOperation work, CachedEntry? entry)
    {
        if (entry is not null)
        {
            return new CacheLookup(entry, CacheOutcome.Refreshed);
        }

        // Evicted meanwhile, or not to be had: the request computes for itself.
        computation.Dispose();
        return ComputeAlone(work);
    }
}
