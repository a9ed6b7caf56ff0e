using System.Diagnostics;
using Tasker.Caching.Near;

namespace Tasker.Caching.Engine;

/// <content>The budgets, and what goes to keep them. Everything here runs with the lock held.</content>
public sealed partial class NearTier
{
    // How many entries are looked at for a void or expired one before a valid one goes.
    private const int Probes = 8;

    private const int SweepBatch = 64;

    private readonly NearPolicy _policy;
    private readonly NearSlots _slots = new();
    private readonly NearDepartures _departures = new();
    private readonly long[] _dropped = new long[4];
    private NearTierOptions _options;
    private int _peakCount;
    private long _bytes;
    private long _peakBytes;
    private long _refused;

    private bool TryInsert_NeedsLock(NearEntry entry)
    {
        var isKnown = _policy.Remembers(entry);
        if (entry.Size > _options.MaxBytes || !TryMakeRoom_NeedsLock(entry.Size, 1, mayPushOut: isKnown || entry.Size <= _options.LargeEntryBytes))
        {
            _refused++;
            _policy.Remember(entry, _slots.Count);
            _departures.Remember(entry.Key, MissReason.Capacity);
            return false;
        }

        _slots.Add(entry);
        Charge_NeedsLock(entry.Size);
        _entries.Set(entry);
        _policy.Admit(entry, isKnown);
        return true;
    }

    private bool TryReplace_NeedsLock(NearEntry held, NearEntry entry)
    {
        var queue = held.Queue!;
        var growth = entry.Size - held.Size;

        // Out of its queue, it can't be chosen to make room for its own successor.
        queue.Remove(held);
        if (entry.Size > _options.MaxBytes || !TryMakeRoom_NeedsLock(growth, 0, mayPushOut: entry.Size <= _options.LargeEntryBytes || held.Frequency > 0))
        {
            _refused++;
            queue.Enqueue(held);
            Drop_NeedsLock(held, NearDrop.Removed);
            _departures.Remember(entry.Key, MissReason.Capacity);
            return false;
        }

        entry.TakeOverFrom(held);
        if (growth > 0)
        {
            Charge_NeedsLock(growth);
        }

        _entries.Set(entry);
        if (growth < 0)
        {
            Charge_NeedsLock(growth);
        }

        _slots.Replace(held, entry);
        queue.Enqueue(entry);
        return true;
    }

    private bool TryGrow_NeedsLock(NearEntry entry, long additionalBytes)
    {
        var queue = entry.Queue!;
        queue.Remove(entry);
        var hasRoom = TryMakeRoom_NeedsLock(additionalBytes, 0, mayPushOut: entry.Size + additionalBytes <= _options.LargeEntryBytes);
        if (hasRoom)
        {
            Charge_NeedsLock(additionalBytes);
            entry.Grow(additionalBytes);
        }
        else
        {
            _refused++;
        }

        queue.Enqueue(entry);
        return hasRoom;
    }

    // Slots and bytes never show less than what is held: they go up before an entry comes in, and down after it has gone.
    private void Charge_NeedsLock(long bytes)
    {
        Volatile.Write(ref _bytes, _bytes + bytes);
        _peakBytes = Math.Max(_peakBytes, _bytes);
        _peakCount = Math.Max(_peakCount, _slots.Count);
        Debug.Assert(_bytes <= _options.MaxBytes && _slots.Count <= _options.MaxEntries);
    }

    private bool TryMakeRoom_NeedsLock(long bytes, int entries, bool mayPushOut)
    {
        if (Fits_NeedsLock(bytes, entries))
        {
            return true;
        }

        var now = _clock.GetTimestamp();
        do
        {
            if (!TryDropUseless_NeedsLock(now) && !(mayPushOut && TryPushOut_NeedsLock(now)))
            {
                return false;
            }
        }
        while (!Fits_NeedsLock(bytes, entries));

        return true;
    }

    // Wider than the operands: a budget may be as large as the type goes, and what is added may be negative.
    private bool Fits_NeedsLock(long bytes, int entries) =>
        (Int128)_bytes + bytes <= _options.MaxBytes && (long)_slots.Count + entries <= _options.MaxEntries;

    private bool TryDropUseless_NeedsLock(long now)
    {
        for (var i = 0; i < Probes; i++)
        {
            // One that is in no queue is the one for which room is made.
            if (_slots.NextProbe() is { Queue: not null } entry && TryDropUseless_NeedsLock(entry, now))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryDropUseless_NeedsLock(NearEntry entry, long now)
    {
        if (now >= entry.ExpiresAt)
        {
            Drop_NeedsLock(entry, NearDrop.Expired);
            return true;
        }

        if (_isVoid is not null && _isVoid(entry))
        {
            Drop_NeedsLock(entry, NearDrop.Void);
            return true;
        }

        return false;
    }

    private bool TryPushOut_NeedsLock(long now)
    {
        if (_policy.NextToGo() is not { } entry)
        {
            return false;
        }

        if (!TryDropUseless_NeedsLock(entry, now))
        {
            Drop_NeedsLock(entry, NearDrop.Capacity);
        }

        return true;
    }

    private void Drop_NeedsLock(NearEntry entry, NearDrop reason)
    {
        _policy.Forget(entry, reason, _slots.Count);
        _entries.Remove(entry.Key);
        _slots.Remove(entry);
        _dropped[(int)reason]++;
        _departures.Remember(entry.Key, entry.IsMark ? MissReason.Refused : ReasonOf(reason));
        Charge_NeedsLock(-entry.Size);
    }

    // An entry removed by hand counts as evicted: it is missing on purpose.
    private static MissReason ReasonOf(NearDrop drop) => drop switch
    {
        NearDrop.Capacity => MissReason.Capacity,
        NearDrop.Expired => MissReason.Expired,
        _ => MissReason.Evicted,
    };

    private int Sweep_NeedsLock(int maxSteps, long now)
    {
        var dropped = 0;
        for (; maxSteps > 0 && _slots.NextOfSweep() is { } entry; maxSteps--)
        {
            // Where room is needed, it goes before others all the same.
            if (!(entry.IsKeptWhenVoid && now < entry.ExpiresAt) && TryDropUseless_NeedsLock(entry, now))
            {
                dropped++;
            }
        }

        return dropped;
    }

    private void Clear_NeedsLock()
    {
        _entries.Clear();
        _policy.Clear();
        _slots.Clear();
        Charge_NeedsLock(-_bytes);
    }

    private void Resize_NeedsLock(NearTierOptions options)
    {
        // The old budgets are kept until the new ones hold.
        TryMakeRoom_NeedsLock(_options.MaxBytes - options.MaxBytes, _options.MaxEntries - options.MaxEntries, mayPushOut: true);
        if (options != _options)
        {
            _reuse?.Restart(options);
        }

        Volatile.Write(ref _options, options);
        _policy.Resize(options);
    }
}
