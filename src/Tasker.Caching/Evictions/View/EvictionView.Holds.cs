namespace Tasker.Caching.Engine;

/// <content>What this node has evicted and the log has not confirmed.</content>
public sealed partial class EvictionView
{
    /// <summary>Applies an eviction of this node before the log has it, and keeps far entries with these tags void until <see cref="Release"/>.</summary>
    /// <param name="tags">Every tag of the eviction.</param>
    /// <param name="hold">Those of them that are not held yet.</param>
    internal void ApplyLocally(IReadOnlyCollection<string> tags, IReadOnlyCollection<string> hold)
    {
        lock (_lock)
        {
            foreach (var tag in hold)
            {
                Hold_NeedsLock(tag);
            }

            var tick = _now.Tick + 1;
            foreach (var tag in tags)
            {
                foreach (var slot in SlotsToTouch_NeedsLock(tag))
                {
                    Volatile.Write(ref _slots[slot].Tick, tick);
                }
            }

            _now = _now with { Tick = tick };
        }
    }

    private void Hold_NeedsLock(string tag)
    {
        int[] slots = [.. SlotsToTouch_NeedsLock(tag)];
        _holds[tag] = _holds.TryGetValue(tag, out var others) ? [.. others, slots] : [slots];
        foreach (var slot in slots)
        {
            var held = _held.TryGetValue(slot, out var known) ? known : new HeldSlot(0, _slots[slot].Sequence);
            _held[slot] = held with { Count = held.Count + 1 };
            Volatile.Write(ref _slots[slot].Sequence, long.MaxValue);
        }
    }

    private void HoldAgain_NeedsLock()
    {
        foreach (var (tag, holds) in _holds.ToArray())
        {
            foreach (var _ in holds)
            {
                Hold_NeedsLock(tag);
                Release_NeedsLock(tag);
            }
        }
    }

    /// <summary>Ends the hold of tags: the log has them, or another hold of the same tags goes on.</summary>
    internal void Release(IReadOnlyCollection<string> tags)
    {
        lock (_lock)
        {
            foreach (var tag in tags)
            {
                Release_NeedsLock(tag);
            }
        }
    }

    // The oldest hold goes: the one that stays was taken by what is known now.
    private void Release_NeedsLock(string tag)
    {
        var holds = _holds[tag];
        if (holds.Length > 1)
        {
            _holds[tag] = holds[1..];
        }
        else
        {
            _holds.Remove(tag);
        }

        foreach (var slot in holds[0])
        {
            var held = _held[slot];
            if (held.Count > 1)
            {
                _held[slot] = held with { Count = held.Count - 1 };
                continue;
            }

            _held.Remove(slot);
            Volatile.Write(ref _slots[slot].Sequence, held.Sequence);
        }
    }
}
