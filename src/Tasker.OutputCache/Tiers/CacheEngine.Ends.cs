using Tasker.OutputCache.Configuration;
using Tasker.OutputCache.Evictions;

namespace Tasker.OutputCache.Tiers;

/// <content>The ends that a computation can have: stored, refused, failed, abandoned.</content>
internal sealed partial class CacheEngine
{
    /// <summary>Ends a flight that nobody leads any more. Those who wait get what there is, or one of them leads.</summary>
    public void Abandon(Flight flight, CachedEntry? fallback)
    {
        if (fallback is not null && _clock.GetTimestamp() < fallback.ExpiresAt && fallback.Judge(_view) != Verdict.Void)
        {
            _flights.Land(flight, fallback, fallback.Slots.Hard);
        }
        else
        {
            _flights.HandOver(flight);
        }

        if (flight.IsOver)
        {
            _writer.EndLease(flight.Key, flight, TimeSpan.Zero);
        }
    }

    private void LandWithoutComputing(CacheWork work, CachedEntry entry)
    {
        if (work.TakeFlight() is not { } flight)
        {
            return;
        }

        _flights.Land(flight, entry, []);
        if (flight.IsOver)
        {
            // Of a leader before this one, perhaps; nobody would give it back.
            _writer.EndLease(work.Key, flight, TimeSpan.Zero);
        }
    }

    private int[] LateSlots(CacheWork work, CachedEntry entry)
    {
        var known = work.KnownSlots(_view).Hard;
        List<int>? late = null;
        foreach (var slot in entry.Slots.Hard)
        {
            if (!known.Contains(slot))
            {
                (late ??= []).Add(slot);
            }
        }

        return late?.ToArray() ?? [];
    }

    /// <summary>Takes what was computed: for those who wait, for this process's memory, and for the shared tier.</summary>
    /// <returns>Whether it may be served to others; if not, one of its tags was evicted after its computation began.</returns>
    public bool Store(CacheWork work, CachedContent content, EntryTags tags, CacheLifetime life)
    {
        if (work.Sink is { } sink)
        {
            sink.Take(content);
            return false;
        }

        if (!work.MayStore || !work.Settings.Enabled)
        {
            return false;
        }

        // Computed inside a transaction that may yet be rolled back. Those who wait see no such rows, and compute for themselves.
        var judged = _view.Complete(tags);
        if (PendingEvictions.Cover(judged))
        {
            Fail(work);
            return false;
        }

        var now = _clock.GetTimestamp();
        var created = _follower.ServerTime;
        var near = work.NearLife ?? life.Total;
        var times = new EntryTimes(created, now, now + Timestamps(Shorter(life.Fresh, near)), now + Timestamps(Shorter(life.Total, near)));
        content.Date(_clock.GetUtcNow());
        var entry = new CachedEntry(work.Key, content, EntryStamp.Computed(work.Stamp), TagSlots.Of(_view, judged), judged, times);
        var flight = work.TakeFlight();

        // Those who came before the eviction may still have it; nobody else.
        var isValid = entry.Judge(_view) != Verdict.Void;
        if (isValid)
        {
            work.Result = entry;
            KeepNear(work, entry);
        }

        if (flight is not null)
        {
            _flights.Land(flight, entry, LateSlots(work, entry));
        }

        var header = new EntryHeader
        {
            Generation = work.Stamp.Generation,
            Horizon = work.Stamp.Horizon,
            Key = work.Key,
            Shape = work.Shape,
            Created = created,
            FreshUntil = created + life.Fresh,
            Sets = tags.Sets,
            Tags = tags.Names,
        };
        var isFarValid = isValid && work.Uses(TierUse.WriteFar) && _view.JudgeFar(header.Generation, header.Horizon, entry.Slots) != Verdict.Void;
        if (isFarValid)
        {
            _writer.Fill(header, content, life.Total, flight);
        }
        else
        {
            _writer.EndLease(work.Key, flight, TimeSpan.Zero);
        }

        return isValid;
    }

    /// <summary>Gets how long a response of a resource may be shown. Lives are shortened at random, so that many that begin together don't end together.</summary>
    /// <param name="settings">The resource.</param>
    /// <param name="ttl">How long it is fresh. What goes beyond the log's memory is cut off: first of the windows, then of this.</param>
    /// <param name="isExact">Whether the handler itself has said so: then nothing is taken off at random.</param>
    public CacheLifetime LifeOf(ResourceSettings settings, TimeSpan ttl, bool isExact = false)
    {
        var jitter = isExact ? 1 : 1 - (settings.TtlJitterPercent / 100.0 * Random.Shared.NextDouble());
        var retention = _settings.Current.Retention;
        var fresh = Shorter(ttl, retention) * jitter;
        var left = retention - fresh;
        return new CacheLifetime(fresh, Shorter(settings.StaleWhileRevalidate, left), Shorter(settings.StaleIfError, left));
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private long Timestamps(TimeSpan time) => (long)(time.TotalSeconds * _clock.TimestampFrequency);

    /// <summary>Ends a computation whose response can't be stored: nobody waits for this key for a while.</summary>
    public void Refuse(CacheWork work)
    {
        if (work.TakeFlight() is { } flight)
        {
            MarkDoNotWait(work.Key);
            _flights.Disperse(flight);
            _writer.EndLease(work.Key, flight, _settings.Current.DoNotWaitTime);
            if (work.Fallback is not null)
            {
                // What was computed anew can't be stored any more: the stale entry is not what one would get now.
                _writer.Remove(work.Key);
            }
        }
    }

    private void MarkDoNotWait(string key)
    {
        // A void entry is no use to anybody, one evicted softly has been tried anew: neither must keep the mark out.
        if (_near.TryGet(key, out var held) && held is CachedEntry entry && entry.Judge(_view) != Verdict.Valid)
        {
            _near.Remove(entry, NearDrop.Void);
        }

        _near.TrySet(new DoNotWaitMark(key, _clock.GetTimestamp(), Timestamps(_settings.Current.DoNotWaitTime)));
    }

    /// <summary>Begins a computation whose caller does not look first.</summary>
    /// <returns>Whether its result may be kept now.</returns>
    public bool TryBegin(CacheWork work)
    {
        var now = _clock.GetTimestamp();
        work.Stamp = _view.Now;
        work.MayStore = work.Settings.Enabled
            && _shared.Check(work.Settings, now) == CacheOutcome.Miss
            && (work.Settings.ServeWhenDetached || work.Settings.IsStrict || _follower.IsAttachedAt(now));
        return work.MayStore;
    }

    /// <summary>Ends a computation with an exception that all who wait for it get.</summary>
    public void FailAll(CacheWork work, Exception exception)
    {
        if (work.TakeFlight() is { } flight)
        {
            _flights.Fail(flight, exception);
            _writer.EndLease(flight.Key, flight, TimeSpan.Zero);
        }
    }

    /// <summary>Ends a computation that failed, was cancelled or has lost its client: one of those who wait takes over.</summary>
    public void Fail(CacheWork work)
    {
        if (work.TakeFlight() is { } flight)
        {
            Abandon(flight, work.Fallback);
        }
    }
}
