using Tasker.Caching.Computing.Flights;
using Tasker.Caching.Engine;
using Tasker.Caching.Entries;
using Tasker.Caching.Evictions.View;
using Tasker.Caching.Far;
using Tasker.Caching.Guards;

namespace Tasker.Caching.Computing;

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
    public Computation Lead(CacheOperation work, Flight flight) => new(this, work, flight.Stamp, flight);

    /// <summary>Begins a computation that no request waits for.</summary>
    public Computation Alone(CacheOperation work, EvictionPoint stamp) => new(this, work, stamp, flight: null);

    /// <summary>Prepares a request for computing, from now on.</summary>
    public void Prepare(CacheOperation work)
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
        var created = _follower.ServerTime - life.Age;
        var entry = NewEntry(computation, content, tags, judged, life, created);
        var flight = computation.TakeFlight();

        // Those who came before the eviction may still have it; no other request.
        var isValid = entry.Judge(_view) != Verdict.Void;
        if (isValid)
        {
            computation.Result = entry;
            KeepNear(work, entry);
        }

        // A fill ends the lease itself. It is taken before the flight lands: the next leader asks for another one.
        var isFarValid = isValid && work.Uses(TierUse.WriteFar) && _view.JudgeFar(computation.Stamp.Generation, computation.Stamp.Horizon, entry.Slots) != Verdict.Void;
        var lease = isFarValid ? flight?.TakeLease() : null;
        if (flight is not null)
        {
            _flights.Complete(flight, entry, LateSlots(work, entry));
            GiveBackIfOver(flight, TimeSpan.Zero);
        }

        if (isFarValid)
        {
            _writer.Fill(HeaderOf(computation, tags, life, created), content, life.Total, lease);
        }

        return isValid;
    }

    /// <inheritdoc cref="Computation.Revive"/>
    public bool Revive(Computation computation, CachedContent content)
    {
        if (computation.Held is not { Carried: { } tags } held)
        {
            return false;
        }

        // As long as it was fresh before: its handler may have said so.
        var fresh = TimeSpan.FromSeconds((held.FreshUntil - held.CreatedAt) / (double)_clock.TimestampFrequency);
        var windows = computation.Work.WindowsOf(content);
        return Complete(computation, content, tags, new CacheLifetime(fresh, windows.WhileRevalidate, windows.IfError) { Kept = computation.Work.Settings.Revival });
    }

    private CachedEntry NewEntry(Computation computation, CachedContent content, EntryTags carried, IReadOnlyList<string> tags, CacheLifetime life, DateTimeOffset created)
    {
        var now = _clock.GetTimestamp();
        var near = computation.Work.NearLife ?? life.Total;
        var times = new EntryTimes(created, now - _clock.Timestamps(life.Age), now + _clock.Timestamps(Shorter(life.Fresh, near)), now + _clock.Timestamps(Shorter(life.Total, near)))
        {
            ShownUntil = now + _clock.Timestamps(Shorter(life.Shown, near)),
        };
        content.SetCreated(_clock.GetUtcNow() - life.Age);
        return new CachedEntry(computation.Work.Key, content, EntryStamp.Computed(computation.Stamp), TagSlots.Of(_view, tags), tags, times) { Carried = carried };
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static EntryHeader HeaderOf(Computation computation, EntryTags tags, CacheLifetime life, DateTimeOffset created) => new()
    {
        Generation = computation.Stamp.Generation,
        Horizon = computation.Stamp.Horizon,
        Key = computation.Work.Key,
        Shape = computation.Work.Shape,
        Created = created,
        FreshUntil = created + life.Age + life.Fresh,
        Sets = tags.Sets,
        Tags = tags.Names,
    };

    private int[] LateSlots(CacheOperation work, CachedEntry entry)
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
    public void KeepNear(CacheOperation work, CachedEntry entry)
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
            _flights.Complete(flight, found, []);

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
            _flights.ReleaseAll(flight);
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

        _near.TrySet(new DoNotWaitMark(key, _clock.GetTimestamp(), _clock.Timestamps(_settings.Current.DoNotWaitTime)));
    }

    /// <inheritdoc cref="Computation.Fail()"/>
    public void Fail(Computation computation)
    {
        if (computation.TakeFlight() is not { } flight)
        {
            return;
        }

        if (computation.Fallback is { } fallback && _clock.GetTimestamp() < fallback.ShownUntil && fallback.Judge(_view) != Verdict.Void)
        {
            _flights.Complete(flight, fallback, fallback.Slots.Hard);
        }
        else
        {
            _flights.PromoteNext(flight);
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
