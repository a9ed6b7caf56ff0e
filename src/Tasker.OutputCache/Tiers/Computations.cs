using Tasker.OutputCache.Configuration;
using Tasker.OutputCache.Evictions;

namespace Tasker.OutputCache.Tiers;

/// <summary>Begins and ends the computations of this node. Nothing else lands a flight, or decides what becomes of its lease.</summary>
internal sealed class Computations
{
    private readonly EvictionView _view;
    private readonly EvictionFollower _follower;
    private readonly NearTier _near;
    private readonly FlightTable _flights;
    private readonly FarWriter _writer;
    private readonly LeaseReturns _leases;
    private readonly CacheSettingsSource _settings;
    private readonly TimeProvider _clock;

    public Computations(
        EvictionView view,
        EvictionFollower follower,
        NearTier near,
        FlightTable flights,
        FarWriter writer,
        LeaseReturns leases,
        CacheSettingsSource settings,
        TimeProvider clock)
    {
        _view = view;
        _follower = follower;
        _near = near;
        _flights = flights;
        _writer = writer;
        _leases = leases;
        _settings = settings;
        _clock = clock;
    }

    /// <summary>Begins a computation that others may wait for. It has a stamp of its own once it has looked everywhere.</summary>
    public Computation Lead(CacheWork work, Flight flight) => new(this, work, flight.Stamp, flight);

    /// <summary>Begins a computation that nobody waits for.</summary>
    public Computation Alone(CacheWork work, EvictionPoint stamp) => new(this, work, stamp, flight: null);

    /// <summary>Prepares a request for computing, from now on.</summary>
    public void Prepare(CacheWork work)
    {
        // The handler may change what the tags are made of.
        work.KnownSlots(_view);
        work.BeginComputing(_clock);
    }

    /// <summary>Takes the stamp of what a flight computes from now on.</summary>
    public EvictionPoint Stamp(Flight flight) => flight.Begin(_view);

    /// <inheritdoc cref="Computation.Complete(CachedContent, EntryTags, CacheLifetime)"/>
    public bool Complete(Computation computation, CachedContent content, EntryTags tags, CacheLifetime life)
    {
        if (computation.Sink is { } sink)
        {
            sink.Take(content);
            return false;
        }

        // Computed inside a transaction that may yet be rolled back. Those who wait see no such rows, and compute for themselves.
        var judged = _view.Complete(tags);
        if (PendingEvictions.Cover(judged))
        {
            Fail(computation);
            return false;
        }

        var work = computation.Work;
        var created = _follower.ServerTime;
        var entry = NewEntry(computation, content, judged, life, created);
        var flight = computation.TakeFlight();

        // Those who came before the eviction may still have it; nobody else.
        var isValid = entry.Judge(_view) != Verdict.Void;
        if (isValid)
        {
            computation.Result = entry;
            KeepNear(work, entry);
        }

        // A fill ends the lease itself. It is taken before the flight lands: whoever leads after that asks for another one.
        var isFarValid = isValid && work.Uses(TierUse.WriteFar) && _view.JudgeFar(computation.Stamp.Generation, computation.Stamp.Horizon, entry.Slots) != Verdict.Void;
        var lease = isFarValid ? flight?.TakeLease() : null;
        if (flight is not null)
        {
            _flights.Land(flight, entry, LateSlots(work, entry));
            GiveBackIfOver(flight, TimeSpan.Zero);
        }

        if (isFarValid)
        {
            _writer.Fill(HeaderOf(computation, tags, life, created), content, life.Total, lease);
        }

        return isValid;
    }

    private CachedEntry NewEntry(Computation computation, CachedContent content, IReadOnlyList<string> tags, CacheLifetime life, DateTimeOffset created)
    {
        var now = _clock.GetTimestamp();
        var near = computation.Work.NearLife ?? life.Total;
        var times = new EntryTimes(created, now, now + Timestamps(Shorter(life.Fresh, near)), now + Timestamps(Shorter(life.Total, near)));
        content.Date(_clock.GetUtcNow());
        return new CachedEntry(computation.Work.Key, content, EntryStamp.Computed(computation.Stamp), TagSlots.Of(_view, tags), tags, times);
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private long Timestamps(TimeSpan time) => (long)(time.TotalSeconds * _clock.TimestampFrequency);

    private static EntryHeader HeaderOf(Computation computation, EntryTags tags, CacheLifetime life, DateTimeOffset created) => new()
    {
        Generation = computation.Stamp.Generation,
        Horizon = computation.Stamp.Horizon,
        Key = computation.Work.Key,
        Shape = computation.Work.Shape,
        Created = created,
        FreshUntil = created + life.Fresh,
        Sets = tags.Sets,
        Tags = tags.Names,
    };

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

    /// <summary>Keeps an entry in this process's memory, if the request may.</summary>
    public void KeepNear(CacheWork work, CachedEntry entry)
    {
        if (work.Uses(TierUse.WriteNear))
        {
            _near.TrySet(entry);
        }
    }

    /// <inheritdoc cref="Computation.Complete(CachedEntry)"/>
    public void Complete(Computation computation, CachedEntry found)
    {
        if (computation.TakeFlight() is { } flight)
        {
            _flights.Land(flight, found, []);

            // That of a leader before this one, perhaps.
            GiveBackIfOver(flight, TimeSpan.Zero);
        }
    }

    /// <inheritdoc cref="Computation.NotCacheable"/>
    public void NotCacheable(Computation computation)
    {
        if (computation.TakeFlight() is { } flight)
        {
            MarkDoNotWait(flight.Key);
            _flights.Disperse(flight);
            GiveBackIfOver(flight, _settings.Current.DoNotWaitTime);
            if (computation.Fallback is not null)
            {
                // What was computed again can't be stored any more: the stale entry is not what one would get now.
                _writer.Remove(flight.Key);
            }
        }
    }

    private void MarkDoNotWait(string key)
    {
        // A void entry is no use to anybody, one evicted softly has been tried again: neither must keep the mark out.
        if (_near.TryGet(key, out var held) && held is CachedEntry entry && entry.Judge(_view) != Verdict.Valid)
        {
            _near.Remove(entry, NearDrop.Void);
        }

        _near.TrySet(new DoNotWaitMark(key, _clock.GetTimestamp(), Timestamps(_settings.Current.DoNotWaitTime)));
    }

    /// <inheritdoc cref="Computation.Fail()"/>
    public void Fail(Computation computation)
    {
        if (computation.TakeFlight() is not { } flight)
        {
            return;
        }

        if (computation.Fallback is { } fallback && _clock.GetTimestamp() < fallback.ExpiresAt && fallback.Judge(_view) != Verdict.Void)
        {
            _flights.Land(flight, fallback, fallback.Slots.Hard);
        }
        else
        {
            _flights.HandOver(flight);
        }

        GiveBackIfOver(flight, TimeSpan.Zero);
    }

    /// <inheritdoc cref="Computation.Fail(Exception)"/>
    public void Fail(Computation computation, Exception exception)
    {
        if (computation.Fallback is not null)
        {
            Fail(computation);
        }
        else if (computation.TakeFlight() is { } flight)
        {
            _flights.Fail(flight, exception);
            GiveBackIfOver(flight, TimeSpan.Zero);
        }
    }

    // One that goes on has another leader, who goes on with the lease as well.
    private void GiveBackIfOver(Flight flight, TimeSpan doNotWait)
    {
        if (flight.IsOver)
        {
            _leases.GiveBack(flight.Key, flight.TakeLease(), doNotWait);
        }
    }
}
