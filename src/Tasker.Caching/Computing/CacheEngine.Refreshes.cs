using Tasker.Caching.Computing;
using Tasker.Caching.Computing.Flights;

namespace Tasker.Caching.Engine;

/// <content>Computations by replay: in the background, or before one of them while there is an entry to show if they fail.</content>
public sealed partial class CacheEngine
{
    private int _refreshes;
    private int _refreshesLeft;

    // An exception of the handler itself could not be turned into an answer any more. So its work is done by a replay.
    private async ValueTask<CacheLookup> TryFirstAsync(Computation computation, CacheRefresh refresh, CachedEntry stale, CancellationToken cancellationToken)
    {
        var work = computation.Work;
        computation.Fallback = stale;
        if (Volatile.Read(ref _refreshesLeft) >= _settings.Current.MaxRefreshes)
        {
            // As many handlers hang already, for other entries: this one would most likely hang with them.
            computation.Fail();
            return ServeOnError(work, stale);
        }

        computation.Begin();
        var running = refresh.RunAsync(computation);
        try
        {
            var result = await running.WaitAsync(_settings.Current.MaxWaitWithEntry, _clock, cancellationToken).ConfigureAwait(false);
            return result.Entry is { } entry ? new CacheLookup(entry, CacheOutcome.Refreshed)
                : result.HasFailed ? ServeOnError(work, stale)
                : ComputeAlone(work);
        }
        catch (TimeoutException)
        {
            // It goes on, for those who come later.
            return ServeOnError(work, stale);
        }
        finally
        {
            if (!running.IsCompleted)
            {
                Guard.Forget(CountLeftAsync(running));
            }
        }
    }

    // No request waits for it any more: from here on it runs in the background.
    private async Task CountLeftAsync(Task running)
    {
        Interlocked.Increment(ref _refreshesLeft);
        Interlocked.Increment(ref _refreshes);
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Interlocked.Decrement(ref _refreshes);
        Interlocked.Decrement(ref _refreshesLeft);
    }

    // One attempt at a time here, one node at a time in the cluster.
    private void BeginRefresh(CacheOperation work, CachedEntry stale)
    {
        var now = _clock.GetTimestamp();
        if (!stale.TryBeginRefresh(now, now + (long)(_settings.Current.RefreshPause.TotalSeconds * _clock.TimestampFrequency)))
        {
            return;
        }

        var refresh = work.CreateRefresh(isAwaited: false);
        if (Interlocked.Increment(ref _refreshes) <= _settings.Current.MaxRefreshes && _flights.TryBegin(work.FlightKey, _settings.Current.MaxWait) is { } flight)
        {
            var computation = _computations.Lead(work, flight);
            computation.Fallback = stale;
            Guard.Forget(RefreshAsync(computation, refresh, flight));
        }
        else
        {
            Interlocked.Decrement(ref _refreshes);
        }
    }

    // Where another node is on it, it fails: until that node has filled the shared tier, the old entry will do.
    private async Task RefreshAsync(Computation computation, CacheRefresh refresh, Flight flight)
    {
        var work = computation.Work;
        try
        {
            await _environment.Yield();
            if (await _far.PeekAsync(work, CancellationToken.None).ConfigureAwait(false) is { } fresh)
            {
                Found(computation, fresh, CacheOutcome.FarHit);
            }
            else if (!work.Uses(TierUse.ReadFar) || await _far.TryLeaseAsync(flight).ConfigureAwait(false))
            {
                computation.Begin();
                await refresh.RunAsync(computation).ConfigureAwait(false);
            }
        }
        finally
        {
            computation.Dispose();
            Interlocked.Decrement(ref _refreshes);
        }
    }
}
