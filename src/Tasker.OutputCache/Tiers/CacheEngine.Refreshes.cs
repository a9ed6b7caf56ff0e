using Tasker.OutputCache.Diagnostics.Guards;

namespace Tasker.OutputCache.Tiers;

/// <content>Computations by replay: behind the requests, or before one of them while there is an entry to show if they fail.</content>
internal sealed partial class CacheEngine
{
    private int _refreshes;
    private int _refreshesLeft;

    // An exception of the handler itself could not be turned into an answer any more. So its work is done by a replay.
    private async ValueTask<CacheLookup> TryFirstAsync(CacheWork work, CachedEntry stale, CancellationToken cancellationToken)
    {
        var refresh = work.CreateRefresh(stale, isAwaited: true);
        if (work.TakeFlight() is not { } flight)
        {
            return ServeOnError(work, stale);
        }

        if (Volatile.Read(ref _refreshesLeft) >= _settings.Current.MaxRefreshes)
        {
            // As many handlers hang already, for other entries: this one would most likely hang with them.
            Abandon(flight, stale);
            return ServeOnError(work, stale);
        }

        flight.Begin(_view);
        var running = refresh.RunAsync(flight);
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

    // Nobody waits for it any more: from here on it is one of those behind the requests.
    private async Task CountLeftAsync(Task running)
    {
        Interlocked.Increment(ref _refreshesLeft);
        Interlocked.Increment(ref _refreshes);
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Interlocked.Decrement(ref _refreshes);
        Interlocked.Decrement(ref _refreshesLeft);
    }

    // One attempt at a time here, one node at a time in the cluster.
    private void BeginRefresh(CacheWork work, CachedEntry stale)
    {
        var now = _clock.GetTimestamp();
        if (!stale.TryBeginRefresh(now, now + Timestamps(_settings.Current.RefreshPause)))
        {
            return;
        }

        var refresh = work.CreateRefresh(stale, isAwaited: false);
        if (Interlocked.Increment(ref _refreshes) <= _settings.Current.MaxRefreshes && _flights.TryBegin(work.FlightKey, _settings.Current.MaxWait) is { } flight)
        {
            Guard.Forget(RefreshAsync(work, refresh, flight, stale));
        }
        else
        {
            Interlocked.Decrement(ref _refreshes);
        }
    }

    private async Task RefreshAsync(CacheWork work, CacheRefresh refresh, Flight flight, CachedEntry stale)
    {
        Flight? left = flight;
        try
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            if (await _far.PeekAsync(work, CancellationToken.None).ConfigureAwait(false) is { } fresh)
            {
                left = null;
                KeepNear(work, fresh);
                _flights.Land(flight, fresh, []);
            }
            else if (!work.Uses(TierUse.ReadFar) || await _far.TryLeaseAsync(flight).ConfigureAwait(false))
            {
                flight.Begin(_view);
                left = null;
                await refresh.RunAsync(flight).ConfigureAwait(false);
            }
        }
        finally
        {
            if (left is not null)
            {
                // Another node is on it. Until it has filled the shared tier, the old entry will do.
                Abandon(left, stale);
            }

            Interlocked.Decrement(ref _refreshes);
        }
    }

    /// <summary>Lets a replayed request lead the flight that it was made for.</summary>
    /// <returns><see langword="false"/> if the request is for another entry: its user is another one now, or nobody.</returns>
    public bool Take(CacheWork work, string? key, Func<Flight?> takeFlight)
    {
        if (key != work.Key || takeFlight() is not { } flight)
        {
            return false;
        }

        work.KnownSlots(_view);
        work.Stamp = flight.Begin(_view);
        work.Lead(flight);
        work.BeginComputing(_clock);
        return true;
    }
}
