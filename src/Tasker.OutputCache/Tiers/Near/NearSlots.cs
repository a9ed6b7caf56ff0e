namespace Tasker.OutputCache.Tiers;

/// <summary>All entries in an array, for walks in small steps.</summary>
internal sealed class NearSlots
{
    private NearEntry?[] _slots = new NearEntry?[16];
    private int _sweep;
    private bool _sweepAgain;
    private int _probe;

    public int Count { get; private set; }

    public bool SweepPending => _sweep > 0 || _sweepAgain;

    public void Add(NearEntry entry)
    {
        if (Count == _slots.Length)
        {
            Array.Resize(ref _slots, Count * 2);
        }

        entry.Slot = Count;
        _slots[Count++] = entry;
    }

    public void Replace(NearEntry entry, NearEntry replacement)
    {
        replacement.Slot = entry.Slot;
        _slots[entry.Slot] = replacement;
        entry.Slot = -1;
    }

    public void Remove(NearEntry entry)
    {
        var last = _slots[--Count]!;
        _slots[entry.Slot] = last;
        last.Slot = entry.Slot;
        _slots[Count] = null;
        entry.Slot = -1;
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
            _sweep = Count;
        }
    }

    /// <summary>Returns the next entry of the round, or null at its end.</summary>
    /// <remarks>
    /// From the end to the start: the entry that fills a gap comes from the end, so none that has yet to be seen moves to where the
    /// round has been.
    /// </remarks>
    public NearEntry? NextOfSweep()
    {
        _sweep = Math.Min(_sweep, Count);
        if (_sweep == 0 && _sweepAgain)
        {
            _sweepAgain = false;
            _sweep = Count;
        }

        return _sweep == 0 ? null : _slots[--_sweep];
    }

    /// <summary>Returns some entry, another one each time until all had their turn.</summary>
    public NearEntry? NextProbe()
    {
        if (Count == 0)
        {
            return null;
        }

        _probe = _probe <= 0 || _probe > Count ? Count : _probe;
        return _slots[--_probe];
    }

    public void Clear()
    {
        foreach (var entry in _slots.AsSpan(0, Count))
        {
            entry!.Slot = -1;
        }

        _slots = new NearEntry?[16];
        Count = _sweep = _probe = 0;
        _sweepAgain = false;
    }
}
