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
    private readonly CacheSettingsSource _settings;

    public CacheEngine(EvictionView view, EvictionFollower follower, NearTier near, FarReader far, FarWriter writer, CacheSettingsSource settings, TimeProvider clock, ILogger<CacheEngine>? logger = null)
    {
        _view = view;
        _follower = follower;
        _near = near;
        _far = far;
        _writer = writer;
        _settings = settings;
        _clock = clock;
        _flights = new FlightTable(view, clock);
        _shared = new SharedRequirement(follower, logger ?? NullLogger<CacheEngine>.Instance);
    }

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
}
