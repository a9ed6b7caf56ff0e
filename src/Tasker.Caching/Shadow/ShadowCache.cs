using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Entries;
using Tasker.Caching.Evictions.View;
using Tasker.Caching.Guards;

namespace Tasker.Caching.Engine;

/// <summary>Plays the memory of a cache that answers nothing: what would have been there, and was it still right?</summary>
/// <remarks>
/// It is filled by every request that runs its handler, with the same stamps, tags, lives, evictions and budget as the real one. Its
/// contents need not hold any body; their size is what the real ones would take.
/// </remarks>
[Experimental(EngineFace.DiagnosticId)]
public sealed class ShadowCache
{
    private readonly ConcurrentDictionary<string, ShadowLookup> _computing = new(StringComparer.Ordinal);
    private readonly EvictionView _view;
    private readonly EvictionFollower _follower;
    private readonly NearTier _near;
    private readonly TimeProvider _clock;

    internal ShadowCache(EvictionView view, EvictionFollower follower, CacheSettingsSource settings, TimeProvider clock)
    {
        _view = view;
        _follower = follower;
        _clock = clock;
        _near = new NearTier(NearTierOptions.Of(settings.Current), clock, entry => entry is CachedEntry cached && cached.Judge(view) == Verdict.Void);
        settings.Changed += changed => _near.Resize(NearTierOptions.Of(changed));
    }

    /// <summary>Gets how many entries there would be.</summary>
    public int Entries => _near.Count;

    /// <summary>Gets how many bytes they would take.</summary>
    public long Bytes => _near.Bytes;

    /// <summary>Looks a request up before its handler runs. The caller ends it with <see cref="End"/>.</summary>
    public ShadowLookup Begin(CacheOperation work)
    {
        var now = _clock.GetTimestamp();
        var stamp = _view.Now;
        if (!work.Settings.ServeWhenDetached && !_follower.IsAttachedAt(now))
        {
            return new ShadowLookup(work, stamp, now);
        }

        var reason = MissReason.Cold;
        if (_near.TryGet(work.Key, out var held) && held is CachedEntry entry)
        {
            var freshness = work.FreshnessOf(entry, now, _view, _clock);
            if (freshness is Freshness.Fresh or Freshness.StaleWhileRevalidate)
            {
                return new ShadowLookup(work, stamp, now) { Outcome = ShadowOutcome.Hit, Entry = entry, IsStale = freshness != Freshness.Fresh };
            }

            reason = entry.Judge(_view) == Verdict.Void ? MissReason.Evicted : MissReason.Expired;
        }
        else
        {
            reason = _near.WhyMissing(work.Key);
        }

        return BeginComputing(new ShadowLookup(work, stamp, now) { Reason = reason });
    }

    // A request does not join a computation that began before an eviction of what it asks for.
    private ShadowLookup BeginComputing(ShadowLookup lookup)
    {
        var first = _computing.GetOrAdd(lookup.Work.Key, lookup);
        if (ReferenceEquals(first, lookup))
        {
            return lookup;
        }

        if (_view.JudgeNear(EntryStamp.Computed(first.Stamp).Near, lookup.Work.KnownSlots(_view)) != Verdict.Void)
        {
            return new ShadowLookup(lookup.Work, lookup.Stamp, lookup.Began) { Outcome = ShadowOutcome.Joined };
        }

        _computing[lookup.Work.Key] = lookup;
        return lookup;
    }

    /// <summary>Keeps what the real cache would have kept.</summary>
    public void Complete(ShadowLookup lookup, CachedContent content, EntryTags tags, CacheLifetime life)
    {
        if (lookup is { Outcome: ShadowOutcome.Joined } or { Outcome: ShadowOutcome.Hit, IsStale: false })
        {
            return;
        }

        var judged = _view.Complete(tags);
        if (PendingEvictions.Cover(judged))
        {
            return;
        }

        var now = _clock.GetTimestamp();
        var times = new EntryTimes(_follower.ServerTime - life.Age, now - _clock.Timestamps(life.Age), now + _clock.Timestamps(life.Fresh), now + _clock.Timestamps(life.Total));
        var entry = new CachedEntry(lookup.Work.Key, content, EntryStamp.Computed(lookup.Stamp), TagSlots.Of(_view, judged), judged, times);
        if (entry.Judge(_view) != Verdict.Void)
        {
            _near.TrySet(entry);
        }
    }

    /// <summary>Ends a request: the next one for its key computes.</summary>
    public void End(ShadowLookup lookup) => _computing.TryRemove(KeyValuePair.Create(lookup.Work.Key, lookup));

    /// <summary>Tells whether an entry would be given to a client at this moment, but for its time to live.</summary>
    public bool IsTrusted(CachedEntry entry) => entry.Judge(_view) == Verdict.Valid && _follower.IsAttached;
}
