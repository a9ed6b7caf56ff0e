using System.Diagnostics;
using Tasker.Caching.Evictions.View;

namespace Tasker.Caching.Engine;

/// <summary>What this node knows of the eviction log: for every slot of a hashed table, when one of its tags was evicted last.</summary>
/// <remarks>
/// Near entries are judged by ticks, a local count that no clock can disturb; far entries by sequences, places in the
/// shared log. Reading takes no lock. Writers touch the slots first and publish the new point last, so that a reader which has
/// read the new point sees the slots too. Two tags in one slot cost a miss, never a stale answer.
/// </remarks>
public sealed partial class EvictionView
{
    internal const int DefaultSlots = 1 << 18;

    private readonly Lock _lock = new();
    private readonly Slot[] _slots;
    private readonly Dictionary<int, HeldSlot> _held = [];

    // The slots that each held tag has taken, in the order of the holds: they are given back as they were taken, whatever dimensions there are by then.
    private readonly Dictionary<string, int[][]> _holds = new(StringComparer.Ordinal);
    private readonly ITagExpander? _expander;
    private readonly List<string> _taken = [];
    private readonly List<int> _touching = [];
    private volatile EvictionPoint _now = EvictionPoint.Unknown;

    // What was taken since the beginning of the log, until the dimensions of this process are known.
    private List<EvictedTag>? _early;
    private long _known;

    // What the log itself has to know of the horizon.
    private string? _place;

    // The same, of the generation that the view has, or is reading.
    private long _knownHere;
    private volatile bool _hasSoft;
    private bool _touched;

    /// <param name="slots">How many slots there are, a power of two.</param>
    /// <param name="expander">Knows what a tag of the log stands for in this process; without it, tags are taken literally.</param>
    internal EvictionView(int slots = DefaultSlots, ITagExpander? expander = null)
    {
        Debug.Assert(int.IsPow2(slots), "The slot of a tag is cut out of its hash by a mask.");
        _slots = new Slot[slots];
        _expander = expander;
        _early = expander is null ? null : [];
        expander?.Attach(this);
    }

    /// <summary>Gets the current point. One read of it is a stamp.</summary>
    public EvictionPoint Now => _now;

    /// <summary>Gets the highest sequence that this node has ever seen, of whatever generation.</summary>
    internal long Known => Volatile.Read(ref _known);

    /// <summary>Gets what an append tells of this node: the highest sequence that it has ever seen, and the generation if it is of that.</summary>
    /// <remarks>A sequence of another log, or of another generation, says nothing about whether this one was set back.</remarks>
    internal (string? Generation, long Known) Seen
    {
        get
        {
            lock (_lock)
            {
                return (_now.IsKnown && _knownHere == _known ? _now.Generation : null, _known);
            }
        }
    }

    /// <summary>Gets where a reading begins.</summary>
    internal EvictionCursor Cursor
    {
        get
        {
            lock (_lock)
            {
                return _now.IsKnown ? new EvictionCursor(_now.Generation, _now.Horizon, _knownHere) { Place = _place } : new EvictionCursor(null, _now.Horizon, _known);
            }
        }
    }

    /// <summary>Gets the slot of a tag. Every process seeds the hash itself.</summary>
    internal int SlotOf(ReadOnlySpan<char> tag) => string.GetHashCode(tag) & (_slots.Length - 1);

    /// <summary>Gets the slot of the tag under which a soft eviction of a tag is recorded, without making that tag.</summary>
    internal int SoftSlotOf(string tag)
    {
        const int Most = 256;
        return tag.Length < Most ? SlotOf(ReservedTags.WriteSoft(tag, stackalloc char[Most])) : SlotOf(ReservedTags.Soft(tag));
    }

    /// <summary>Applies what this node has appended itself.</summary>
    internal OwnRecord ApplyOwn(EvictionRecord record)
    {
        lock (_lock)
        {
            if (!string.Equals(record.Generation, _now.Generation, StringComparison.Ordinal))
            {
                // Sequences of two generations can't be compared, and which one is the later can't be told from here.
                _known = Math.Max(_known, record.Sequence);
                return OwnRecord.Foreign;
            }

            See_NeedsLock(record.Sequence);

            // The near tier has it since before the append: the echo must not take what was computed meanwhile. Unless others
            // stand in between: the log keeps the last eviction of a tag only, so that theirs would never be heard of.
            var isAlone = record.HeadBefore == _now.Horizon || record.HeadBefore == EvictionRecord.Unordered;
            foreach (var tag in record.Tags)
            {
                if (!isAlone)
                {
                    Touch_NeedsLock(tag, record.Sequence);
                    continue;
                }

                NoteEarly_NeedsLock(tag, record.Sequence);
                foreach (var slot in SlotsToTouch_NeedsLock(tag))
                {
                    RaiseSequence_NeedsLock(slot, record.Sequence);
                }
            }

            return Advance_NeedsLock(record) ? OwnRecord.Next : OwnRecord.Later;
        }
    }

    /// <summary>Applies a message about an eviction of whichever node.</summary>
    /// <returns><see langword="false"/> if the node has missed something and must read the log.</returns>
    internal bool ApplyMessage(EvictionRecord record)
    {
        lock (_lock)
        {
            var now = _now;
            var isSameLog = string.Equals(record.Generation, now.Generation, StringComparison.Ordinal);
            if (isSameLog && record.Sequence <= now.Horizon)
            {
                return true;
            }

            if (!isSameLog || record.HeadBefore != now.Horizon)
            {
                return false;
            }

            See_NeedsLock(record.Sequence);
            foreach (var tag in record.Tags)
            {
                Touch_NeedsLock(tag, record.Sequence);
            }

            return Advance_NeedsLock(record);
        }
    }

    private bool Advance_NeedsLock(EvictionRecord record)
    {
        var now = _now;
        var isNext = record.HeadBefore == now.Horizon;
        Publish_NeedsLock(record.Marker, isNext ? record.Sequence : now.Horizon);
        return isNext || record.Sequence <= now.Horizon;
    }

    /// <summary>Applies a page of the log. The horizon stays until <see cref="CompleteCatchUp"/>.</summary>
    /// <param name="evictions">The evictions.</param>
    /// <param name="isUnordered">Whether each of them counts, also below a sequence that is known of its tag.</param>
    internal void ApplyPage(IReadOnlyList<EvictedTag> evictions, bool isUnordered = false)
    {
        lock (_lock)
        {
            var before = _now;
            foreach (var (tag, sequence) in evictions)
            {
                See_NeedsLock(sequence);
                Touch_NeedsLock(tag, sequence, isUnordered);
            }

            if (_touched)
            {
                Publish_NeedsLock(before.Marker, before.Horizon);
            }
        }
    }

    /// <summary>Ends a catch-up: the view is complete up to the head that came with the first page.</summary>
    internal void CompleteCatchUp(string generation, long marker, long head, string? place = null)
    {
        lock (_lock)
        {
            See_NeedsLock(Math.Max(marker, head));
            _place = place;
            var now = _now;
            if (string.Equals(generation, now.Generation, StringComparison.Ordinal))
            {
                Publish_NeedsLock(marker, Math.Max(head, now.Horizon));
                return;
            }

            _touched = false;
            var tick = now.Tick + 1;
            _now = new EvictionPoint { Generation = generation, Horizon = head, Marker = marker, Tick = tick, Floor = tick };
        }
    }

    private void Touch_NeedsLock(string tag, long sequence, bool isNew = false)
    {
        NoteEarly_NeedsLock(tag, sequence);
        foreach (var slot in SlotsToTouch_NeedsLock(tag))
        {
            if (RaiseSequence_NeedsLock(slot, sequence) || isNew)
            {
                Volatile.Write(ref _slots[slot].Tick, _now.Tick + 1);
                _touched = true;
            }
        }
    }

    private bool RaiseSequence_NeedsLock(int slot, long sequence)
    {
        if (_held.TryGetValue(slot, out var held))
        {
            if (held.Sequence >= sequence)
            {
                return false;
            }

            _held[slot] = held with { Sequence = sequence };
            return true;
        }

        if (_slots[slot].Sequence >= sequence)
        {
            return false;
        }

        Volatile.Write(ref _slots[slot].Sequence, sequence);
        return true;
    }

    private void Publish_NeedsLock(long marker, long horizon)
    {
        var now = _now;
        var tick = _touched ? now.Tick + 1 : now.Tick;
        _touched = false;
        var floor = now.Floor;

        // A marker above the horizon stands for evictions that this node never saw; one below it only forgets known ones.
        if (marker > now.Marker && marker > now.Horizon)
        {
            tick = now.Tick + 1;
            floor = tick;
        }

        _now = now with { Horizon = horizon, Marker = Math.Max(marker, now.Marker), Tick = tick, Floor = floor };
    }

    private void See_NeedsLock(long sequence)
    {
        _known = Math.Max(_known, sequence);
        _knownHere = Math.Max(_knownHere, sequence);
    }

    private struct Slot
    {
        public long Sequence;
        public long Tick;
    }

    /// <summary>A slot with tags that the log has not confirmed: how many, and the sequence that counts once there are none.</summary>
    private readonly record struct HeldSlot(int Count, long Sequence);
}
