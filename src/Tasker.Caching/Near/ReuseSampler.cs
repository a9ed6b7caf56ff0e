using Tasker.Caching.Engine;
using Tasker.Caching.Guards;

namespace Tasker.Caching.Near;

/// <summary>Finds out what a larger or a smaller memory would answer: keys are sampled by their hashes, and of those it is known how many bytes were asked for between two requests.</summary>
/// <remarks>
/// SHARDS (Waldspurger and others, FAST 2015), weighted by bytes. The sample holds a fixed number of keys: when there are more, those with the
/// larger half of the hashes go, and those that stay stand for twice as many. What an eviction or time has ended is a miss at any size. See decision 199.
/// </remarks>
internal sealed class ReuseSampler
{
    /// <summary>How many keys are watched at most: about a megabyte, most of it what judges by evictions.</summary>
    public const int Keys = 4096;

    // Most hits are of keys that are not watched, even while there are few keys.
    private const int FewestKeysPerSample = 8;

    // Of fewer requests, the shares say little.
    private const int FewestRequests = 1000;

    private const double Hashes = 1L << 32;

    private static readonly double[] Rooms = [0.25, 0.5, 1, 2, 4];
    private static readonly double MostRoom = Rooms[^1];
    private static readonly TimeSpan HalfLife = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly State _state;
    private readonly ReuseHistogram _hits = new();
    private readonly ReuseHistogram _misses = new();
    private readonly Func<NearEntry, bool>? _isVoid;
    private readonly Func<(long Hits, long Misses)>? _counts;
    private readonly uint _first;
    private readonly long _halfLife;

    // Every hit reads it; what changes with every note is in an object of its own.
    private uint _below;

    /// <param name="options">The budgets.</param>
    /// <param name="clock">The clock of the timestamps.</param>
    /// <param name="counts">Counts the look-ups of all keys, if they are counted.</param>
    /// <param name="isVoid">Tells whether an eviction made an entry void.</param>
    /// <param name="keysPerSample">One key in so many is watched at first.</param>
    public ReuseSampler(NearTierOptions options, TimeProvider clock, Func<(long Hits, long Misses)>? counts, Func<NearEntry, bool>? isVoid, int keysPerSample = FewestKeysPerSample)
    {
        _state = new State(options) { HalvedAt = clock.GetTimestamp(), Before = counts?.Invoke() ?? default };
        _counts = counts;
        _isVoid = isVoid;
        _first = (uint)Math.Min(uint.MaxValue, Hashes / keysPerSample);
        _below = _first;
        _halfLife = clock.Timestamps(HalfLife);
    }

    /// <summary>Says whether a key is watched.</summary>
    public bool Watches(uint hash) => hash < Volatile.Read(ref _below);

    private double KeysPerSample => Hashes / _below;

    /// <summary>Notes a hit of a key that is watched. It never waits, and allocates nothing.</summary>
    public void NoteHit(NearEntry entry, long now)
    {
        // The hottest keys would be noted again and again, with next to nothing in between.
        if (entry.TrySkipNote(Volatile.Read(ref _state.Notes)) || !_gate.TryEnter())
        {
            return;
        }

        try
        {
            NoteHit_NeedsLock(entry, now);
        }
        finally
        {
            _gate.Exit();
        }
    }

    private void NoteHit_NeedsLock(NearEntry entry, long now)
    {
        if (!Watches(entry.Hash))
        {
            return;
        }

        Begin_NeedsLock(now);
        if (entry.EndSkips(_state.Notes) is > 0 and var skipped)
        {
            _state.Requests += skipped;
            _hits.Add(entry.Size, skipped * KeysPerSample);
        }

        if (_state.Stack.TryFind(entry.Hash, out var item, out var since))
        {
            _hits.Add(Distance(since, entry.Size), KeysPerSample);
            _state.Stack.Push(item with { Size = entry.Size });
        }
        else
        {
            // Forgotten, as a memory of the largest size that is asked for would have forgotten it.
            _hits.AddNever(KeysPerSample);
            Push_NeedsLock(new ReuseItem(entry.Hash, entry.Size, entry.UsableUntil, null));
        }
    }

    // The others stand for more than themselves; the one that is asked for does not.
    private long Distance(long bytesSince, long size) => (long)Math.Min(long.MaxValue / 2, bytesSince * KeysPerSample) + size;

    /// <summary>Notes a request for a key that is watched and that memory had nothing for.</summary>
    public void NoteMiss(uint hash, MissReason reason, long now)
    {
        lock (_gate)
        {
            if (!Watches(hash))
            {
                return;
            }

            Begin_NeedsLock(now);
            if (reason is MissReason.Capacity or MissReason.Cold && _state.Stack.TryFind(hash, out var item, out var since) && IsUsable(item, now))
            {
                _misses.Add(Distance(since, item.Size), KeysPerSample);
            }
            else
            {
                _misses.AddNever(KeysPerSample);
            }
        }
    }

    // One of which nothing is known but its key would have been of no use.
    private bool IsUsable(in ReuseItem item, long now) => now < item.UsableUntil && !(item.Ghost is { } ghost && _isVoid?.Invoke(ghost) == true);

    /// <summary>Notes an entry of a key that is watched, whether there was room for it or not.</summary>
    public void NoteStored(NearEntry entry)
    {
        lock (_gate)
        {
            if (Watches(entry.Hash))
            {
                entry.EndSkips(_state.Notes);
                Push_NeedsLock(new ReuseItem(entry.Hash, entry.Size, entry.UsableUntil, entry.CreateGhost()));
            }
        }
    }

    private void Push_NeedsLock(in ReuseItem item)
    {
        var stack = _state.Stack;
        stack.Remove(item.Hash);
        while (stack.Count > 0 && IsBeyond_NeedsLock(stack))
        {
            stack.RemoveOldest();
        }

        while (stack.Count == stack.Capacity)
        {
            Volatile.Write(ref _below, _below / 2);
            stack.KeepBelow(_below);
        }

        if (Watches(item.Hash))
        {
            stack.Push(item);
        }
    }

    private bool IsBeyond_NeedsLock(ReuseStack stack) =>
        stack.Bytes * KeysPerSample > MostRoom * _state.Options.MaxBytes || stack.Count * KeysPerSample > MostRoom * _state.Options.MaxEntries;

    private void Begin_NeedsLock(long now)
    {
        _state.Notes++;
        _state.Requests++;
        if (now - _state.HalvedAt >= _halfLife)
        {
            _state.HalvedAt = now;
            _hits.Halve();
            _misses.Halve();
            var counts = Counted();
            _state.Before = ((counts.Hits + _state.Before.Hits) / 2, (counts.Misses + _state.Before.Misses) / 2);
        }
    }

    private (long Hits, long Misses) Counted() => _counts?.Invoke() ?? default;

    /// <summary>Begins again, with other budgets.</summary>
    public void Restart(NearTierOptions options)
    {
        lock (_gate)
        {
            _state.Options = options;
            _state.Stack.Clear();
            _hits.Clear();
            _misses.Clear();
            _state.Requests = 0;
            _state.Before = Counted();
            Volatile.Write(ref _below, _first);
        }
    }

    /// <summary>Says what memory would answer at several sizes, the smallest first.</summary>
    /// <returns>Nothing, if too few requests were watched.</returns>
    public NearForecast[] Forecast()
    {
        lock (_gate)
        {
            if (_state.Requests < FewestRequests || _state.Stack.Count == 0)
            {
                return [];
            }

            var options = _state.Options;
            var mean = _state.Stack.Bytes / (double)_state.Stack.Count;
            var usable = Math.Min(options.MaxBytes, mean * options.MaxEntries);
            return [.. Rooms.Select(room => new NearForecast(room, BytesFor(room), EntriesFor(room), 100 * Share_NeedsLock((long)(room * usable))))];

            // Where more room is asked for, neither budget may be what holds it back.
            long BytesFor(double room) => room <= 1 ? (long)(room * options.MaxBytes) : Math.Max(options.MaxBytes, (long)(room * usable));
            int EntriesFor(double room) => room <= 1 ? (int)(room * options.MaxEntries) : (int)Math.Min(int.MaxValue, Math.Max(options.MaxEntries, Math.Ceiling(room * usable / mean)));
        }
    }

    // Where it is known how many hits and misses there were, the sample says only how they are spread. It has more hits or fewer by whether the hottest
    // keys are in it, and their hits follow one another closely: any memory answers them. Of misses it has more or fewer by chance.
    private double Share_NeedsLock(long bytes)
    {
        var (hits, misses) = (_hits.Total, _misses.Total);
        if (_counts is not null)
        {
            var counts = Counted();
            (hits, misses) = (counts.Hits - _state.Before.Hits, counts.Misses - _state.Before.Misses);
        }

        var answered = Math.Clamp(_hits.Below(bytes) + hits - _hits.Total, 0, hits) + (_misses.Total == 0 ? 0 : _misses.Below(bytes) * misses / _misses.Total);
        return hits + misses <= 0 ? 0 : Math.Clamp(answered / (hits + misses), 0, 1);
    }

    /// <summary>What changes with every note.</summary>
    private sealed class State(NearTierOptions options)
    {
        public int Notes;

        public NearTierOptions Options { get; set; } = options;

        public ReuseStack Stack { get; } = new(Keys);

        public long Requests { get; set; }

        public (long Hits, long Misses) Before { get; set; }

        public long HalvedAt { get; set; }
    }
}
