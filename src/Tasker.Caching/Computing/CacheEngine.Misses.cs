using System.Runtime.CompilerServices;
using Tasker.Caching.Computing;
using Tasker.Caching.Computing.Flights;
using Tasker.Caching.Entries;

namespace Tasker.Caching.Engine;

/// <content>What follows where memory has nothing fresh: one leads, and looks further; the others wait for it.</content>
public sealed partial class CacheEngine
{
    private ValueTask<CacheLookup> LookupFurtherAsync(CacheOperation work, CancellationToken cancellationToken)
    {
        // The handler may change what the tags are made of.
        var slots = work.KnownSlots(_view);
        _near.TryGet(work.Key, _clock.GetTimestamp(), out var found);
        work.MissReason = _near.WhyMissing(work.Key);
        if (found is DoNotWaitMark)
        {
            return ValueTask.FromResult(ComputeAlone(work));
        }

        var stale = work.Uses(TierUse.ReadNear) ? found as CachedEntry : null;
        switch (stale is null ? Freshness.Expired : FreshnessOf(work, stale))
        {
            case Freshness.StaleWhileRevalidate:
                BeginRefresh(work, stale!);
                _near.NoteHit(stale!, _clock.GetTimestamp());
                return ValueTask.FromResult(new CacheLookup(stale, CacheOutcome.Stale));
            case Freshness.Expired:
                work.Hold(stale);
                stale = null;
                break;
        }

        var flight = _flights.Enter(work.FlightKey, slots, _settings.Current.MaxWait, out var waiter);
        if (waiter is not null)
        {
            return WaitAsync(work, flight, waiter, stale, cancellationToken);
        }

        // Not of those who wait: what they ask for was asked for a moment ago, and is on its way into memory.
        _near.NoteMiss(work.Key, work.MissReason, _clock.GetTimestamp());
        return LeadAsync(work, flight, stale, cancellationToken);
    }

    private async ValueTask<CacheLookup> WaitAsync(CacheOperation work, Flight flight, FlightWaiter waiter, CachedEntry? stale, CancellationToken cancellationToken)
    {
        // Who has something to show does not wait for a computation that has been slow for the others already.
        var limit = stale is null ? _settings.Current.MaxWait : _settings.Current.MaxWaitWithEntry - flight.Age;
        var result = await WaitAsync(flight, waiter, limit, cancellationToken).ConfigureAwait(false);
        switch (result.End)
        {
            case FlightEnd.Failed when stale is null || FreshnessOf(work, stale) == Freshness.Expired:
                result.Failure!.Throw();
                return default;
            case FlightEnd.Failed:
                return ServeOnError(work, stale);
            case FlightEnd.Landed:
                return new CacheLookup(result.Entry, OutcomeOf(work, result.Entry!));
            case FlightEnd.Leads:
                return await LeadAsync(work, flight, stale, cancellationToken).ConfigureAwait(false);
            case FlightEnd.Superseded:
                return await LookupFurtherAsync(work, cancellationToken).ConfigureAwait(false);
            case FlightEnd.TimedOut when stale is not null && FreshnessOf(work, stale) == Freshness.Expired:
                // It was evicted meanwhile: all who waited with it need one computation, not one each.
                return await LookupFurtherAsync(work, cancellationToken).ConfigureAwait(false);
            case FlightEnd.TimedOut:
                return ServeOnError(work, stale);
            default:
                return ComputeAlone(work);
        }
    }

    private async ValueTask<FlightResult> WaitAsync(Flight flight, FlightWaiter waiter, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            return await waiter.WaitAsync(limit, _clock, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            flight.NoteLeft();
        }
    }

    // Useless by now is what was evicted after the waiter had come.
    private CacheOutcome OutcomeOf(CacheOperation work, CachedEntry entry) => FreshnessOf(work, entry) switch
    {
        Freshness.StaleWhileRevalidate => CacheOutcome.Stale,
        Freshness.StaleIfError => CacheOutcome.StaleOnError,
        _ => CacheOutcome.Collapsed,
    };

    private Freshness FreshnessOf(CacheOperation work, CachedEntry entry) => work.FreshnessOf(entry, _clock.GetTimestamp(), _view, _clock);

    private CacheLookup ServeOnError(CacheOperation work, CachedEntry? stale) =>
        stale is not null && FreshnessOf(work, stale) != Freshness.Expired
            ? new CacheLookup(stale, CacheOutcome.StaleOnError)
            : ComputeAlone(work);

    private CacheLookup ComputeAlone(CacheOperation work)
    {
        var computation = _computations.Alone(work, _view.Now);
        work.BeginComputing(_clock);
        return new CacheLookup(null, CacheOutcome.Miss, computation);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<CacheLookup> LeadAsync(CacheOperation work, Flight flight, CachedEntry? stale, CancellationToken cancellationToken)
    {
        var computation = _computations.Lead(work, flight);
        CacheRefresh refresh;
        try
        {
            // The flight before this one may have landed between the look into memory and now.
            if (TryGetNear(work, _clock.GetTimestamp(), out var entry))
            {
                computation.Complete(entry);
                return new CacheLookup(entry, CacheOutcome.NearHit);
            }

            var read = await _far.ReadAsync(work, flight, new WaitLimits(_settings.Current.MaxWait, _settings.Current.MaxWaitWithEntry), cancellationToken).ConfigureAwait(false);
            switch (read)
            {
                case { Freshness: Freshness.Fresh, Entry: { } fresh }:
                    return Found(computation, fresh, CacheOutcome.FarHit);
                case { Freshness: Freshness.StaleWhileRevalidate, Entry: { } late }:
                    var lookup = Found(computation, late, CacheOutcome.Stale);
                    BeginRefresh(work, late);
                    return lookup;
                case { End: FarReadEnd.Busy, Entry: { } busy }:
                    return Found(computation, busy, CacheOutcome.StaleOnError);
                case { End: FarReadEnd.DoNotWait }:
                    work.MissReason = MissReason.Refused;
                    computation.NotCacheable();
                    return ComputeAlone(work);
            }

            work.MissReason = read.Discarded ?? work.MissReason;
            stale = read.Entry ?? stale;
            if (stale is null || FreshnessOf(work, stale) == Freshness.Expired)
            {
                computation.Begin();
                if (work.MayRevive)
                {
                    return await ReviveAsync(computation, cancellationToken).ConfigureAwait(false);
                }

                work.BeginComputing(_clock);
                return new CacheLookup(null, CacheOutcome.Miss, computation);
            }

            refresh = work.CreateRefresh(isAwaited: true);
        }
        catch
        {
            computation.Dispose();
            throw;
        }

        return await TryFirstAsync(computation, refresh, stale, cancellationToken).ConfigureAwait(false);
    }

    private CacheLookup Found(Computation computation, CachedEntry entry, CacheOutcome outcome)
    {
        _computations.KeepNear(computation.Work, entry);
        computation.Complete(entry);
        return new CacheLookup(entry, outcome);
    }
}
