using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tasker.OutputCache.Configuration;
using Tasker.OutputCache.Evictions;

namespace Tasker.OutputCache.Tiers;

/// <summary>Looks entries up in the tiers, lets one request compute what is missing, and stores it.</summary>
/// <remarks>Whether an entry may be served is judged at the moment of serving, by the evictions that this node knows then.</remarks>
internal sealed partial class CacheEngine
{
    private readonly EvictionView _view;
    private readonly EvictionFollower _follower;
    private readonly NearTier _near;
    private readonly FarReader _far;
    private readonly FarWriter _writer;
    private readonly FlightTable _flights;
    private readonly TimeProvider _clock;
    private readonly SharedRequirement _shared;
    private int _refreshes;
    private int _refreshesLeft;

    public CacheEngine(EvictionView view, EvictionFollower follower, NearTier near, FarReader far, FarWriter writer, TimeProvider clock, ILogger<CacheEngine>? logger = null)
    {
        _view = view;
        _follower = follower;
        _near = near;
        _far = far;
        _writer = writer;
        _clock = clock;
        _flights = new FlightTable(view, clock);
        _shared = new SharedRequirement(follower, logger ?? NullLogger<CacheEngine>.Instance);
    }

    /// <summary>Gets or sets how long a request waits for somebody else's computation.</summary>
    public TimeSpan MaximumWait { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how long a request waits for a computation when there is an entry to show if it fails.</summary>
    public TimeSpan MaximumWaitWithEntry { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets or sets how long after an attempt to refresh an entry the next one may begin.</summary>
    public TimeSpan RefreshPause { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets how many entries may be computed anew behind the requests at once.</summary>
    public int MaximumRefreshes { get; set; } = Math.Max(4, Environment.ProcessorCount);

    /// <summary>Gets or sets how long the mark stays that responses under a key can't be stored.</summary>
    public TimeSpan DoNotWaitTime { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets or sets how long the eviction log remembers. No entry lives longer.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromHours(2);

    /// <summary>Gets the number of computations under way that others may wait for.</summary>
    public int Flights => _flights.Count;

    /// <summary>Gets the number of requests that wait for one of them.</summary>
    public int Waiting => _flights.Waiting;

    /// <summary>Looks for an entry. Where there is none, the caller computes, and ends with <see cref="Store"/>, <see cref="Refuse"/> or <see cref="Fail"/>.</summary>
    public ValueTask<CacheLookup> LookupAsync(CacheWork work, CancellationToken cancellationToken)
    {
        if (!work.Settings.Enabled)
        {
            return ValueTask.FromResult(Begin(work, CacheOutcome.Miss));
        }

        return PendingEvictions.AreAny ? LookupBesidePendingAsync(work, cancellationToken) : LookupAnyAsync(work, cancellationToken);
    }

    private ValueTask<CacheLookup> LookupAnyAsync(CacheWork work, CancellationToken cancellationToken)
    {
        var now = _clock.GetTimestamp();
        if (_shared.Check(work.Settings, now) is not CacheOutcome.Miss and var outcome)
        {
            return ValueTask.FromResult(Begin(work, outcome));
        }

        if (work.Settings.IsStrict)
        {
            return LookupStrictAsync(work, cancellationToken);
        }

        if (!_follower.IsAttachedAt(now) && !work.Settings.ServeWhenDetached)
        {
            return ValueTask.FromResult(Begin(work, CacheOutcome.Detached));
        }

        return TryGetNear(work, now, out var entry)
            ? ValueTask.FromResult(new CacheLookup(entry, CacheOutcome.NearHit))
            : LookupFurtherAsync(work, cancellationToken);
    }

    private async ValueTask<CacheLookup> LookupStrictAsync(CacheWork work, CancellationToken cancellationToken)
    {
        if (!await _follower.VerifyAsync(cancellationToken).ConfigureAwait(false))
        {
            return Begin(work, CacheOutcome.Unverified);
        }

        return TryGetNear(work, _clock.GetTimestamp(), out var entry)
            ? new CacheLookup(entry, CacheOutcome.NearHit)
            : await LookupFurtherAsync(work, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Looks for an entry without waiting for anybody, and without the duty to compute one.</summary>
    public ValueTask<CacheLookup> PeekAsync(CacheWork work, CancellationToken cancellationToken) => PeekAsync(work, keeps: true, cancellationToken);

    private async ValueTask<CacheLookup> PeekAsync(CacheWork work, bool keeps, CancellationToken cancellationToken)
    {
        if (!work.Settings.Enabled || PendingEvictions.Cover(work.KnownTags))
        {
            return Begin(work, CacheOutcome.Miss);
        }

        if (_shared.Check(work.Settings, _clock.GetTimestamp()) is not CacheOutcome.Miss and var outcome)
        {
            return Begin(work, outcome);
        }

        if (work.Settings.IsStrict && !await _follower.VerifyAsync(cancellationToken).ConfigureAwait(false))
        {
            return Begin(work, CacheOutcome.Unverified);
        }

        var now = _clock.GetTimestamp();
        if (!work.Settings.ServeWhenDetached && !_follower.IsAttachedAt(now))
        {
            return Begin(work, CacheOutcome.Detached);
        }

        if (TryGetNear(work, now, out var entry))
        {
            return new CacheLookup(entry, CacheOutcome.NearHit);
        }

        entry = await _far.PeekAsync(work, cancellationToken).ConfigureAwait(false);
        if (entry is not null && keeps)
        {
            KeepNear(work, entry);
        }
        else if (entry is null)
        {
            work.BeginComputing(_clock);
        }

        return new CacheLookup(entry, entry is null ? CacheOutcome.Miss : CacheOutcome.FarHit);
    }

    /// <summary>Begins a computation that nobody waits for and that leaves nothing behind.</summary>
    private CacheLookup Begin(CacheWork work, CacheOutcome outcome)
    {
        work.Stamp = _view.Now;
        work.MayStore = false;
        work.BeginComputing(_clock);
        return new CacheLookup(null, outcome);
    }

    /// <summary>Finds an entry of a resource that may be served now, without waiting for anything.</summary>
    /// <param name="settings">The resource.</param>
    /// <param name="key">The key, which need not be a string yet.</param>
    /// <param name="now">The timestamp of the look-up.</param>
    /// <param name="entry">The entry.</param>
    /// <returns><see langword="false"/> if there is none, or if the resource asks for more than a look into memory.</returns>
    public bool TryGetNear(ResourceSettings settings, ReadOnlySpan<char> key, out long now, [NotNullWhen(true)] out CachedEntry? entry)
    {
        now = _clock.GetTimestamp();
        if (settings is { Enabled: true, IsStrict: false, RequiresShared: false }
            && !PendingEvictions.AreAny
            && (settings.ServeWhenDetached || _follower.IsAttachedAt(now))
            && _near.TryGet(key, now, out var found)
            && found is CachedEntry candidate
            && candidate.IsFreshAt(now)
            && candidate.Judge(_view) == Verdict.Valid)
        {
            entry = candidate;
            return true;
        }

        entry = null;
        return false;
    }

    private bool TryGetNear(CacheWork work, long now, [NotNullWhen(true)] out CachedEntry? entry)
    {
        entry = null;
        return work.Uses(TierUse.ReadNear) && TryGetNear(work.Key, now, out entry);
    }

    private void KeepNear(CacheWork work, CachedEntry entry)
    {
        if (work.Uses(TierUse.WriteNear))
        {
            _near.TrySet(entry);
        }
    }

    /// <summary>Finds an entry that may be served now.</summary>
    public bool TryGetNear(string key, long now, [NotNullWhen(true)] out CachedEntry? entry)
    {
        if (_near.TryGet(key, now, out var found)
            && found is CachedEntry candidate
            && candidate.IsFreshAt(now)
            && candidate.Judge(_view) == Verdict.Valid
            && !PendingEvictions.Cover(candidate.Tags))
        {
            entry = candidate;
            return true;
        }

        entry = null;
        return false;
    }

    private async ValueTask<CacheLookup> LookupFurtherAsync(CacheWork work, CancellationToken cancellationToken)
    {
        // The handler may change what the tags are made of.
        var slots = work.KnownSlots(_view);
        _near.TryGet(work.Key, _clock.GetTimestamp(), out var found);
        if (found is DoNotWaitMark)
        {
            return ComputeAlone(work);
        }

        var stale = work.Uses(TierUse.ReadNear) ? found as CachedEntry : null;
        switch (stale is null ? Freshness.Useless : FreshnessOf(work, stale))
        {
            case Freshness.WhileRevalidate:
                BeginRefresh(work, stale!);
                return new CacheLookup(stale, CacheOutcome.Stale);
            case Freshness.Useless:
                stale = null;
                break;
        }

        var flight = _flights.Enter(work.FlightKey, slots, MaximumWait, out var waiter);
        if (waiter is null)
        {
            work.Lead(flight);
            return await LeadAsync(work, flight, stale, cancellationToken).ConfigureAwait(false);
        }

        // Who has something to show does not wait for a computation that has been slow for the others already.
        var limit = stale is null ? MaximumWait : MaximumWaitWithEntry - flight.Age;
        var result = await WaitAsync(flight, waiter, limit, cancellationToken).ConfigureAwait(false);
        switch (result.End)
        {
            case FlightEnd.Failed when stale is null || FreshnessOf(work, stale) == Freshness.Useless:
                result.Failure!.Throw();
                return default;
            case FlightEnd.Failed:
                return ServeOnError(work, stale);
            case FlightEnd.Landed:
                return new CacheLookup(result.Entry, OutcomeOf(work, result.Entry!));
            case FlightEnd.Leads:
                work.Lead(flight);
                return await LeadAsync(work, flight, stale, cancellationToken).ConfigureAwait(false);
            case FlightEnd.Superseded:
                return await LookupFurtherAsync(work, cancellationToken).ConfigureAwait(false);
            case FlightEnd.TimedOut when stale is not null && FreshnessOf(work, stale) == Freshness.Useless:
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
    private CacheOutcome OutcomeOf(CacheWork work, CachedEntry entry) => FreshnessOf(work, entry) switch
    {
        Freshness.WhileRevalidate => CacheOutcome.Stale,
        Freshness.IfError => CacheOutcome.StaleOnError,
        _ => CacheOutcome.Collapsed,
    };

    private Freshness FreshnessOf(CacheWork work, CachedEntry entry) => work.FreshnessOf(entry, _clock.GetTimestamp(), _view, _clock);

    private CacheLookup ServeOnError(CacheWork work, CachedEntry? stale) =>
        stale is not null && FreshnessOf(work, stale) != Freshness.Useless
            ? new CacheLookup(stale, CacheOutcome.StaleOnError)
            : ComputeAlone(work);

    private CacheLookup ComputeAlone(CacheWork work)
    {
        work.Stamp = _view.Now;
        work.BeginComputing(_clock);
        return new CacheLookup(null, CacheOutcome.Miss);
    }

    private async ValueTask<CacheLookup> LeadAsync(CacheWork work, Flight flight, CachedEntry? stale, CancellationToken cancellationToken)
    {
        try
        {
            // The flight before this one may have landed between the look into memory and now.
            if (TryGetNear(work, _clock.GetTimestamp(), out var entry))
            {
                LandWithoutComputing(work, entry);
                return new CacheLookup(entry, CacheOutcome.NearHit);
            }

            var read = await _far.ReadAsync(work, flight, new WaitLimits(MaximumWait, MaximumWaitWithEntry), cancellationToken).ConfigureAwait(false);
            switch (read)
            {
                case { Freshness: Freshness.Fresh, Entry: { } fresh }:
                    KeepNear(work, fresh);
                    LandWithoutComputing(work, fresh);
                    return new CacheLookup(fresh, CacheOutcome.FarHit);
                case { Freshness: Freshness.WhileRevalidate, Entry: { } late }:
                    KeepNear(work, late);
                    LandWithoutComputing(work, late);
                    BeginRefresh(work, late);
                    return new CacheLookup(late, CacheOutcome.Stale);
                case { End: FarReadEnd.Busy, Entry: { } busy }:
                    KeepNear(work, busy);
                    LandWithoutComputing(work, busy);
                    return new CacheLookup(busy, CacheOutcome.StaleOnError);
                case { End: FarReadEnd.DoNotWait } when work.TakeFlight() is not null:
                    MarkDoNotWait(work.Key);
                    _flights.Disperse(flight);
                    return ComputeAlone(work);
            }

            stale = read.Entry ?? stale;
            if (stale is not null && FreshnessOf(work, stale) != Freshness.Useless)
            {
                return await TryFirstAsync(work, stale, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            Fail(work);
            throw;
        }

        work.Stamp = _view.Now;
        flight.Restamp(work.Stamp);
        work.BeginComputing(_clock);
        return new CacheLookup(null, CacheOutcome.Miss);
    }

    // An exception of the handler itself could not be turned into an answer any more. So its work is done by a replay.
    private async ValueTask<CacheLookup> TryFirstAsync(CacheWork work, CachedEntry stale, CancellationToken cancellationToken)
    {
        var refresh = work.CreateRefresh(stale, isAwaited: true);
        if (work.TakeFlight() is not { } flight)
        {
            return ServeOnError(work, stale);
        }

        if (Volatile.Read(ref _refreshesLeft) >= MaximumRefreshes)
        {
            // As many handlers hang already, for other entries: this one would most likely hang with them.
            Abandon(flight, stale);
            return ServeOnError(work, stale);
        }

        flight.Restamp(_view.Now);
        var running = refresh.RunAsync(flight);
        try
        {
            var result = await running.WaitAsync(MaximumWaitWithEntry, _clock, cancellationToken).ConfigureAwait(false);
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
                _ = CountLeftAsync(running);
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
        if (!stale.TryBeginRefresh(now, now + Timestamps(RefreshPause)))
        {
            return;
        }

        var refresh = work.CreateRefresh(stale, isAwaited: false);
        if (Interlocked.Increment(ref _refreshes) <= MaximumRefreshes && _flights.TryBegin(work.FlightKey, MaximumWait) is { } flight)
        {
            _ = RefreshAsync(work, refresh, flight, stale);
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
                _flights.Land(flight, fresh, fresh.Slots.Hard);
            }
            else if (!work.Uses(TierUse.ReadFar) || await _far.TryLeaseAsync(flight).ConfigureAwait(false))
            {
                flight.Restamp(_view.Now);
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
        work.Stamp = _view.Now;
        flight.Restamp(work.Stamp);
        work.Lead(flight);
        work.BeginComputing(_clock);
        return true;
    }
}
