using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tasker.Caching.Computing;
using Tasker.Caching.Computing.Flights;
using Tasker.Caching.Far;
using Tasker.Caching.Guards;

namespace Tasker.Caching.Engine;

/// <summary>Looks entries up in the tiers, lets one request compute what is missing, and stores it.</summary>
/// <remarks>Whether an entry may be served is judged at the moment of serving, by the evictions that this node knows then.</remarks>
public sealed partial class CacheEngine
{
    private readonly EvictionView _view;
    private readonly EvictionFollower _follower;
    private readonly NearTier _near;
    private readonly FarReader _far;
    private readonly FlightTable _flights;
    private readonly Computations _computations;
    private readonly TimeProvider _clock;
    private readonly EngineEnvironment _environment;
    private readonly SharedRequirement _shared;
    private readonly CacheSettingsSource _settings;

    internal CacheEngine(
        EvictionView view,
        EvictionFollower follower,
        NearTier near,
        FarReader far,
        FarWriter writer,
        LeaseReturns leases,
        CacheSettingsSource settings,
        TimeProvider clock,
        EngineEnvironment? environment = null,
        ILogger<CacheEngine>? logger = null)
    {
        _view = view;
        _follower = follower;
        _near = near;
        _far = far;
        _settings = settings;
        _clock = clock;
        _environment = environment ?? EngineEnvironment.Process;
        _flights = new FlightTable(view, clock, _environment);
        _computations = new Computations(view, follower, near, _flights, writer, leases, settings, clock);
        _shared = new SharedRequirement(follower, logger ?? NullLogger<CacheEngine>.Instance);
    }

    /// <summary>Gets the number of computations under way that others may wait for.</summary>
    public int Flights => _flights.Count;

    /// <summary>Gets the number of requests that wait for one of them.</summary>
    public int Waiting => _flights.Waiting;

    /// <summary>Looks for an entry, or gives the caller the computation of one, which the caller ends.</summary>
    public ValueTask<CacheLookup> LookupAsync(CacheOperation work, CancellationToken cancellationToken) =>
        PendingEvictions.AreAny ? LookupBesidePendingAsync(work, cancellationToken) : LookupAnyAsync(work, cancellationToken);

    private ValueTask<CacheLookup> LookupAnyAsync(CacheOperation work, CancellationToken cancellationToken)
    {
        var now = _clock.GetTimestamp();
        if (!TryAdmit(work.Settings, now, out var reason))
        {
            return ValueTask.FromResult(KeepNothing(work, reason));
        }

        if (work.Settings.IsStrict)
        {
            return LookupStrictAsync(work, cancellationToken);
        }

        return TryHitNear(work, now, out var entry)
            ? ValueTask.FromResult(new CacheLookup(entry, CacheOutcome.NearHit))
            : LookupFurtherAsync(work, cancellationToken);
    }

    /// <summary>Says whether a resource may be cached now. A strict one is verified besides, before anything of it is served.</summary>
    /// <param name="settings">The resource.</param>
    /// <param name="now">The current timestamp.</param>
    /// <param name="reason">Why not.</param>
    private bool TryAdmit(ResourceSettings settings, long now, out CacheOutcome reason)
    {
        reason = CacheOutcome.Miss;
        if (!settings.Enabled || (settings.RequiresShared && !_shared.TryAdmit(settings, now, out reason)))
        {
            return false;
        }

        if (settings.ServeWhenDetached || settings.IsStrict || _follower.IsAttachedAt(now))
        {
            return true;
        }

        reason = CacheOutcome.Detached;
        return false;
    }

    private async ValueTask<CacheLookup> LookupStrictAsync(CacheOperation work, CancellationToken cancellationToken)
    {
        if (!await _follower.VerifyAsync(cancellationToken).ConfigureAwait(false))
        {
            return KeepNothing(work, CacheOutcome.Unverified);
        }

        return TryHitNear(work, _clock.GetTimestamp(), out var entry)
            ? new CacheLookup(entry, CacheOutcome.NearHit)
            : await LookupFurtherAsync(work, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Looks for an entry without waiting for anybody, and without the duty to compute one.</summary>
    public ValueTask<CacheLookup> PeekAsync(CacheOperation work, CancellationToken cancellationToken) => PeekAsync(work, keeps: true, cancellationToken);

    private async ValueTask<CacheLookup> PeekAsync(CacheOperation work, bool keeps, CancellationToken cancellationToken)
    {
        if (PendingEvictions.AreAny && PendingEvictions.Cover(work.KnownTags))
        {
            work.MissReason = MissReason.Evicted;
            return KeepNothing(work, CacheOutcome.Miss);
        }

        if (!TryAdmit(work.Settings, _clock.GetTimestamp(), out var reason))
        {
            return KeepNothing(work, reason);
        }

        if (work.Settings.IsStrict && !await _follower.VerifyAsync(cancellationToken).ConfigureAwait(false))
        {
            return KeepNothing(work, CacheOutcome.Unverified);
        }

        // A look ahead is no request, and is not noted as one.
        if (keeps ? TryHitNear(work, _clock.GetTimestamp(), out var entry) : TryGetNear(work, _clock.GetTimestamp(), out entry))
        {
            return new CacheLookup(entry, CacheOutcome.NearHit);
        }

        work.MissReason = _near.WhyMissing(work.Key);
        if (keeps)
        {
            _near.NoteMiss(work.Key, work.MissReason, _clock.GetTimestamp());
        }

        entry = await _far.PeekAsync(work, cancellationToken).ConfigureAwait(false);
        if (entry is null)
        {
            return KeepNothing(work, CacheOutcome.Miss);
        }

        if (keeps)
        {
            _computations.KeepNear(work, entry);
        }

        return new CacheLookup(entry, CacheOutcome.FarHit);
    }

    // The caller computes, but for itself alone.
    private CacheLookup KeepNothing(CacheOperation work, CacheOutcome outcome)
    {
        work.BeginComputing(_clock);
        return new CacheLookup(null, outcome);
    }

    /// <summary>Begins a computation whose caller does not look first.</summary>
    /// <returns>The computation, or <see langword="null"/> if nothing may be kept now.</returns>
    internal Computation? TryBegin(CacheOperation work)
    {
        var stamp = _view.Now;
        return TryAdmit(work.Settings, _clock.GetTimestamp(), out _) ? _computations.Alone(work, stamp) : null;
    }

    /// <summary>Takes what was computed from a point of the view on, by a caller that was never told to.</summary>
    public Computation? TryBegin(CacheOperation work, EvictionPoint stamp) => work.Settings.Enabled ? _computations.Alone(work, stamp) : null;

    /// <summary>Begins a computation that is only to be looked at.</summary>
    public Computation Observe(CacheOperation work, ContentSink sink) => new(_computations, work, _view.Now, flight: null) { Sink = sink };

    /// <summary>Gets how long a response of a resource may be shown. Lives are shortened at random, so that many that begin together don't end together.</summary>
    /// <param name="settings">The resource.</param>
    /// <param name="ttl">How long it is fresh. What goes beyond the log's memory is cut off: first of the windows, then of this.</param>
    /// <param name="isExact">Whether the handler itself has said so: then nothing is taken off at random.</param>
    /// <param name="windows">For how long the response may be shown after that, if it says so itself.</param>
    public CacheLifetime LifeOf(ResourceSettings settings, TimeSpan ttl, bool isExact = false, StaleWindows? windows = null)
    {
        var jitter = isExact ? 1 : 1 - (settings.TtlJitterPercent / 100.0 * _environment.NextDouble());
        var retention = _settings.Current.Retention;
        var fresh = Shorter(ttl, retention) * jitter;
        var left = retention - fresh;
        var (revalidate, error) = windows ?? settings.Windows;
        return new CacheLifetime(fresh, Shorter(revalidate, left), Shorter(error, left));
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    /// <summary>Finds an entry of a resource that may be served now, without waiting for anything.</summary>
    /// <param name="settings">The resource.</param>
    /// <param name="key">The key, which need not be a string yet.</param>
    /// <param name="now">The timestamp of the look-up.</param>
    /// <param name="entry">The entry.</param>
    /// <returns><see langword="false"/> if there is none, or if the resource asks for more than a look into memory.</returns>
    public bool TryGetNear(ResourceSettings settings, ReadOnlySpan<char> key, out long now, [NotNullWhen(true)] out CachedEntry? entry)
    {
        now = _clock.GetTimestamp();
        if (settings is { IsStrict: false, RequiresShared: false }
            && !PendingEvictions.AreAny
            && TryAdmit(settings, now, out _)
            && _near.TryGet(key, now, out var found)
            && found is CachedEntry candidate
            && candidate.IsFreshAt(now)
            && candidate.Judge(_view) == Verdict.Valid)
        {
            _near.NoteHit(candidate, now);
            entry = candidate;
            return true;
        }

        entry = null;
        return false;
    }

    private bool TryHitNear(CacheOperation work, long now, [NotNullWhen(true)] out CachedEntry? entry)
    {
        if (!TryGetNear(work, now, out entry))
        {
            return false;
        }

        _near.NoteHit(entry, now);
        return true;
    }

    private bool TryGetNear(CacheOperation work, long now, [NotNullWhen(true)] out CachedEntry? entry)
    {
        entry = null;
        return work.Uses(TierUse.ReadNear) && TryGetNear(work.Key, now, out entry);
    }

    /// <summary>Finds an entry that may be served now.</summary>
    internal bool TryGetNear(string key, long now, [NotNullWhen(true)] out CachedEntry? entry)
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
}
