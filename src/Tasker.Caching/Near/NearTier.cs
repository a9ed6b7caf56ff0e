using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Near;

namespace Tasker.Caching.Engine;

/// <summary>This process's memory: a bounded table of entries. Reads take no lock and allocate nothing; writes take one, briefly.</summary>
/// <remarks>
/// When room is needed, void and expired entries go first; among the valid ones <see cref="NearPolicy"/> decides. See decision 003.
/// </remarks>
[Experimental(EngineFace.DiagnosticId)]
public sealed partial class NearTier
{
    private readonly NearTable _entries = new();
    private readonly TimeProvider _clock;
    private readonly Func<NearEntry, bool>? _isVoid;
    private readonly Lock _gate = new();

    /// <param name="options">The budgets.</param>
    /// <param name="clock">The clock of the entries' timestamps.</param>
    /// <param name="isVoid">Tells whether an eviction made an entry void. Called with the tier's lock held: it must be quick, must not throw, and must not call the tier.</param>
    internal NearTier(NearTierOptions options, TimeProvider clock, Func<NearEntry, bool>? isVoid = null)
    {
        _clock = clock;
        _isVoid = isVoid;
        _options = options;
        _policy = new NearPolicy(options);
    }

    /// <summary>Gets the limits.</summary>
    public NearTierOptions Options => Volatile.Read(ref _options);

    /// <summary>Gets the number of entries.</summary>
    public int Count => _slots.Count;

    /// <summary>Gets how many bytes the entries take.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Gets whether a round that <see cref="BeginSweep"/> asked for has yet to end.</summary>
    internal bool SweepPending
    {
        get
        {
            lock (_gate)
            {
                return _slots.SweepPending;
            }
        }
    }

    /// <summary>Finds an entry that has not expired. Whether it is still valid is for the caller to judge.</summary>
    public bool TryGet(string key, [NotNullWhen(true)] out NearEntry? entry) => TryGet(key, _clock.GetTimestamp(), out entry);

    /// <inheritdoc cref="TryGet(string, out NearEntry)"/>
    internal bool TryGet(ReadOnlySpan<char> key, long now, [NotNullWhen(true)] out NearEntry? entry)
    {
        entry = _entries.Find(key);
        if (entry is null || now >= entry.ExpiresAt)
        {
            // An expired one stays where it is: most likely its successor is on the way, and inherits its place and its hits.
            entry = null;
            return false;
        }

        entry.Touch();
        return true;
    }

    /// <summary>Says why there is no entry under a key that can be used. Only a miss asks.</summary>
    internal MissReason WhyMissing(string key) => _entries.Find(key) switch
    {
        null => _departures.Find(key),
        { IsMark: true } => MissReason.Refused,
        var held when _isVoid?.Invoke(held) == true => MissReason.Evicted,
        _ => MissReason.Expired,
    };

    /// <summary>Takes an entry in, in place of the one that is held under its key.</summary>
    /// <returns>
    /// False if <see cref="NearEntry.MayReplace"/> says so; if the entry alone exceeds the budget; or if it is a large one, would push out valid ones, and
    /// is not known to be wanted more than once.
    /// </returns>
    internal bool TrySet(NearEntry entry)
    {
        lock (_gate)
        {
            if (entry.IsHeld)
            {
                return true;
            }

            var held = _entries.Find(entry.Key);
            if (held is not null && !entry.MayReplace(held))
            {
                return false;
            }

            NoteStored(entry);
            return held is null ? TryInsert_NeedsLock(entry) : TryReplace_NeedsLock(held, entry);
        }
    }

    /// <summary>Charges a held entry for bytes that are about to be added to it. Until this has answered they must not be.</summary>
    /// <returns>False if there is no room, or the entry is no longer held.</returns>
    public bool TryGrow(NearEntry entry, long additionalBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(additionalBytes);

        lock (_gate)
        {
            return entry.IsHeld && TryGrow_NeedsLock(entry, additionalBytes);
        }
    }

    /// <summary>Lets an entry go, if it is still the one that is held under its key.</summary>
    public bool Remove(NearEntry entry, NearDrop reason = NearDrop.Removed)
    {
        lock (_gate)
        {
            if (!entry.IsHeld)
            {
                return false;
            }

            Drop_NeedsLock(entry, reason);
            return true;
        }
    }

    /// <summary>Lets go what is held under a key.</summary>
    internal bool RemoveByKey(string key)
    {
        lock (_gate)
        {
            if (_entries.Find(key) is not { } entry)
            {
                return false;
            }

            Drop_NeedsLock(entry, NearDrop.Removed);
            return true;
        }
    }

    /// <summary>Asks for a round of <see cref="SweepVoid"/> over all entries of now. One that is under way ends first.</summary>
    internal void BeginSweep()
    {
        lock (_gate)
        {
            _slots.BeginSweep();
        }
    }

    /// <summary>Looks at some entries and drops the void and the expired. The next call goes on where this one stopped, or begins a new round.</summary>
    /// <param name="maxSteps">How many entries to look at, at most. A round ends early.</param>
    /// <returns>How many were dropped.</returns>
    internal int SweepVoid(int maxSteps)
    {
        var dropped = 0;
        var now = _clock.GetTimestamp();
        for (var steps = maxSteps; steps > 0; steps -= SweepBatch)
        {
            // The lock is given back in between, so that no writer waits for the whole of it.
            lock (_gate)
            {
                if (steps == maxSteps && !_slots.SweepPending)
                {
                    _slots.BeginSweep();
                }

                dropped += Sweep_NeedsLock(Math.Min(steps, SweepBatch), now);
                if (!_slots.SweepPending)
                {
                    break;
                }
            }
        }

        return dropped;
    }

    /// <summary>Lets everything go.</summary>
    internal void Clear()
    {
        lock (_gate)
        {
            Clear_NeedsLock();
        }
    }

    /// <summary>Changes the budgets. When this returns, the new ones hold.</summary>
    internal void Resize(NearTierOptions options)
    {
        lock (_gate)
        {
            Resize_NeedsLock(options);
        }
    }

    /// <summary>Returns what is held, while others go on reading and writing.</summary>
    public IEnumerable<NearEntry> Snapshot() => _entries.Snapshot();

    /// <summary>Reads the counters.</summary>
    public NearTierStatistics GetStatistics()
    {
        lock (_gate)
        {
            return new NearTierStatistics
            {
                Entries = _slots.Count,
                Bytes = _bytes,
                PeakBytes = _peakBytes,
                PeakEntries = _peakCount,
                DroppedForCapacity = _dropped[(int)NearDrop.Capacity],
                DroppedExpired = _dropped[(int)NearDrop.Expired],
                DroppedVoid = _dropped[(int)NearDrop.Void],
                Refused = _refused,
            };
        }
    }
}
