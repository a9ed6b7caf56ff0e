using Tasker.Caching.Engine;

namespace Tasker.Caching.Near;

/// <summary>All entries in an array, for walks in small steps.</summary>
internal sealed class NearSlots
{
    private NearEntry?[] _slots = new NearEntry?[16];
    private int _count;
    private int _sweep;
    private bool _sweepAgain;
    private int _probe;

    /// <summary>Gets the number of entries that are held. The one place where they are counted; it may be read without the lock.</summary>
    public int Count => Volatile.Read(ref _count);

    public bool SweepPending => _sweep > 0 || _sweepAgain;

    public void Add(NearEntry entry)
    {
        if (_count == _slots.Length)
        {
            Array.Resize(ref _slots, _count * 2);
        }

        entry.Slot = _count;
        _slots[_count] = entry;
        Volatile.Write(ref _count, _count + 1);
    }

    public void Replace(NearEntry entry, NearEntry replacement)
    {
        replacement.Slot = entry.Slot;
        _slots[entry.Slot] = replacement;
        entry.Slot = -1;
    }

    public void Remove(NearEntry entry)
    {
        var end = _count - 1;
        var last = _slots[end]!;
        _slots[entry.Slot] = last;
        last.Slot = entry.Slot;
        _slots[end] = null;
        entry.Slot = -1;
        Volatile.Write(ref _count, end);
    }

    /// <summary>Asks for a round over all entries of now. One that is under way ends first, or frequent evictions would starve its end.</summary>
    public void BeginSweep()
    {
        if (_sweep > 0)
        {
            _sweepAgain = true;
        }
        else
        {
            _sweep = _count;
        }
    }

    /// <summary>Returns the next entry of the round, or null at its end.</summary>
    /// <remarks>
    /// From the end to the start: the entry that fills a gap comes from the end, so none that has yet to be seen moves to where the
    /// round has been.
    /// </remarks>
    public NearEntry? NextOfSweep()
    {
        _sweep = Math.Min(_sweep, _count);
        if (_sweep == 0 && _sweepAgain)
        {
            _sweepAgain = false;
            _sweep = _count;
        }

        return _sweep == 0 ? null : _slots[--_sweep];
    }

    /// <summary>Returns some entry, another one each time until all had their turn.</summary>
    public NearEntry? NextProbe()
    {
        if (_count == 0)
        {
            return null;
        }

        _probe = _probe <= 0 || _probe > _count ? _count : _probe;
        return _slots[--_probe];
    }

    public void Clear()
    {
        foreach (var entry in _slots.AsSpan(0, _count))
        {
            entry!.Slot = -1;
        }

        _slots = new NearEntry?[16];
        Volatile.Write(ref _count, 0);
        _sweep = _probe = 0;
        _sweepAgain = false;
    }
}
