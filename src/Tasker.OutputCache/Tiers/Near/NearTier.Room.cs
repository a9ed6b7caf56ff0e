using System.Diagnostics;

namespace Tasker.OutputCache.Tiers;

/// <content>The budgets, and what goes to keep them. Everything here runs with the lock held.</content>
internal sealed partial class NearTier
{
    // An entry that is not asked for passes through a tenth of the budget.
    private const int SmallQueueDivisor = 10;

    // Hits in the small queue that open the main one.
    private const int HitsForMain = 1;

    // How many entries are looked at for a void or expired one before a valid one goes.
    private const int Probes = 8;

    // How many hot entries get another turn before the next goes all the same: an insert has an end, even if readers heat faster than it cools.
    private const int MaxSecondTurns = 64;

    private const int SweepBatch = 64;

    private readonly NearQueue _small = new();
    private readonly NearQueue _main = new();
    private readonly NearSlots _slots = new();
    private readonly long[] _dropped = new long[4];
    private NearGhosts _ghosts;
    private NearTierOptions _options;
    private int _count;
    private int _peakCount;
    private long _bytes;
    private long _peakBytes;
    private long _refused;

    private static NearGhosts CreateGhosts(NearTierOptions options) =>
        new((int)Math.Min(options.MaxEntries, options.MaxBytes / (2 * NearEntry.Overhead)));

    private bool TryInsert_NeedsLock(NearEntry entry)
    {
        var hash = entry.Key.GetHashCode();
        var isKnown = _ghosts.Remembers(hash);
        if (entry.Size > _options.MaxBytes || !TryMakeRoom_NeedsLock(entry.Size, 1, mayPushOut: isKnown || entry.Size <= _options.LargeEntryBytes))
        {
            _refused++;
            _ghosts.Remember(hash, _count);
            return false;
        }

        Charge_NeedsLock(entry.Size, 1);
        _entries[entry.Key] = entry;
        _slots.Add(entry);
        (isKnown ? _main : _small).Enqueue(entry);
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
            return false;
        }

        entry.TakeOverFrom(held);
        if (growth > 0)
        {
            Charge_NeedsLock(growth, 0);
        }

        _entries[entry.Key] = entry;
        if (growth < 0)
        {
            Charge_NeedsLock(growth, 0);
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
            Charge_NeedsLock(additionalBytes, 0);
            entry.Grow(additionalBytes);
        }
        else
        {
            _refused++;
        }

        queue.Enqueue(entry);
        return hasRoom;
    }

    // The counters never show less than what is held: they go up before an entry comes in, and down after it has gone.
    private void Charge_NeedsLock(long bytes, int entries)
    {
        Volatile.Write(ref _bytes, _bytes + bytes);
        Volatile.Write(ref _count, _count + entries);
        _peakBytes = Math.Max(_peakBytes, _bytes);
        _peakCount = Math.Max(_peakCount, _count);
        Debug.Assert(_bytes <= _options.MaxBytes && _count <= _options.MaxEntries);
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

    private bool Fits_NeedsLock(long bytes, int entries) =>
        _bytes <= _options.MaxBytes - bytes && _count <= _options.MaxEntries - entries;

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
        for (var turns = 0; NextCandidate_NeedsLock() is { } entry; turns++)
        {
            if (TryDropUseless_NeedsLock(entry, now))
            {
                return true;
            }

            var isHot = entry.Frequency >= (entry.Queue == _small ? HitsForMain : 1);
            if (!isHot || turns >= MaxSecondTurns)
            {
                Drop_NeedsLock(entry, NearDrop.Capacity);
                return true;
            }

            GiveSecondTurn_NeedsLock(entry);
        }

        return false;
    }

    private NearEntry? NextCandidate_NeedsLock()
    {
        var isSmallFull = _small.Bytes > _options.MaxBytes / SmallQueueDivisor || _small.Count > _options.MaxEntries / SmallQueueDivisor;
        return isSmallFull || _main.Count == 0 ? _small.Oldest : _main.Oldest;
    }

    private void GiveSecondTurn_NeedsLock(NearEntry entry)
    {
        if (entry.Queue == _small)
        {
            _small.Remove(entry);
            entry.ForgetHits();
        }
        else
        {
            _main.Remove(entry);
            entry.Cool();
        }

        _main.Enqueue(entry);
    }

    private void Drop_NeedsLock(NearEntry entry, NearDrop reason)
    {
        if (reason == NearDrop.Capacity ? entry.Queue == _small : entry.Queue == _main || entry.Frequency > 0)
        {
            // Pushed out for want of hits, or hot and gone for other reasons: either is worth more if it comes back.
            _ghosts.Remember(entry.Key.GetHashCode(), _count);
        }

        _entries.TryRemove(entry.Key, out _);
        _slots.Remove(entry);
        entry.Queue!.Remove(entry);
        _dropped[(int)reason]++;
        Charge_NeedsLock(-entry.Size, -1);
    }

    private int Sweep_NeedsLock(int maxSteps, long now)
    {
        var dropped = 0;
        for (; maxSteps > 0 && _slots.NextOfSweep() is { } entry; maxSteps--)
        {
            if (TryDropUseless_NeedsLock(entry, now))
            {
                dropped++;
            }
        }

        return dropped;
    }

    private void Clear_NeedsLock()
    {
        _entries.Clear();
        _small.Clear();
        _main.Clear();
        _slots.Clear();
        Charge_NeedsLock(-_bytes, -_count);
    }

    private void Resize_NeedsLock(NearTierOptions options)
    {
        if (options.MaxEntries != _options.MaxEntries || options.MaxBytes != _options.MaxBytes)
        {
            _ghosts = CreateGhosts(options);
        }

        // The old budgets are kept until the new ones hold.
        TryMakeRoom_NeedsLock(_options.MaxBytes - options.MaxBytes, _options.MaxEntries - options.MaxEntries, mayPushOut: true);
        Volatile.Write(ref _options, options);
    }
}
