namespace Tasker.OutputCache.Tiers;

/// <content>The look ahead.</content>
internal sealed partial class CacheEngine
{
    /// <summary>Says what a look-up would come to, and leaves everything as it is: nothing is kept, nothing computed, no lease taken.</summary>
    public async ValueTask<CacheForecast> ForecastAsync(CacheWork work, bool isReadOnly, CancellationToken cancellationToken)
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
        var freshness = stale is null ? Freshness.Useless : FreshnessOf(work, stale);
        if (freshness != Freshness.WhileRevalidate && _flights.Contains(work.FlightKey))
        {
            return new CacheForecast(CacheOutcome.Collapsed, null);
        }

        if (freshness != Freshness.WhileRevalidate && await _far.FindAsync(work, cancellationToken).ConfigureAwait(false) is { } far && FreshnessOf(work, far) is var farFreshness && farFreshness != Freshness.Useless)
        {
            (stale, freshness) = (far, farFreshness);
        }

        return freshness switch
        {
            Freshness.WhileRevalidate => new CacheForecast(CacheOutcome.Stale, stale),
            Freshness.IfError => new CacheForecast(CacheOutcome.Refreshed, stale),
            _ => new CacheForecast(CacheOutcome.Miss, null),
        };
    }
}
