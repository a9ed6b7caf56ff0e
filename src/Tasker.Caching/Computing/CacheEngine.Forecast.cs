using Tasker.Caching.Entries;

namespace Tasker.Caching.Engine;

/// <content>The look ahead.</content>
public sealed partial class CacheEngine
{
    /// <summary>Says what a look-up would come to, and leaves everything as it is: nothing is kept, nothing computed, no lease taken.</summary>
    public async ValueTask<CacheForecast> ForecastAsync(CacheOperation work, bool isReadOnly, CancellationToken cancellationToken)
    {
        // What may be served as it is, and what keeps the cache from looking, is found by the very code that serves.
        var lookup = await PeekAsync(work, keeps: false, cancellationToken).ConfigureAwait(false);
        if (isReadOnly || lookup.Outcome != CacheOutcome.Miss || !work.Settings.Enabled)
        {
            return new CacheForecast(lookup.Outcome, lookup.Entry);
        }

        _near.TryGet(work.Key, _clock.GetTimestamp(), out var held);
        if (held is DoNotWaitMark)
        {
            return new CacheForecast(CacheOutcome.Miss, null, IsMarked: true);
        }

        var stale = held as CachedEntry;
        var freshness = stale is null ? Freshness.Expired : FreshnessOf(work, stale);
        if (freshness != Freshness.StaleWhileRevalidate && _flights.Contains(work.FlightKey))
        {
            return new CacheForecast(CacheOutcome.Collapsed, null);
        }

        if (freshness != Freshness.StaleWhileRevalidate && await _far.FindAsync(work, cancellationToken).ConfigureAwait(false) is { } far && FreshnessOf(work, far) is var farFreshness && farFreshness != Freshness.Expired)
        {
            (stale, freshness) = (far, farFreshness);
        }

        return freshness switch
        {
            Freshness.StaleWhileRevalidate => new CacheForecast(CacheOutcome.Stale, stale),
            Freshness.StaleIfError => new CacheForecast(CacheOutcome.Refreshed, stale),
            _ => new CacheForecast(CacheOutcome.Miss, null),
        };
    }
}
