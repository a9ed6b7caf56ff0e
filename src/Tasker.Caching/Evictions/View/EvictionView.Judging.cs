using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Evictions.View;

namespace Tasker.Caching.Engine;

/// <content>What readers ask. None of it takes a lock.</content>
[Experimental(EngineFace.DiagnosticId)]
public sealed partial class EvictionView
{
    /// <summary>Judges an entry of the near tier.</summary>
    internal Verdict JudgeNear(in NearStamp stamp, TagSlots tags)
    {
        if (stamp.Tick < _now.Floor || IsTouchedSince(tags.Hard, stamp.Tick))
        {
            return Verdict.Void;
        }

        // Read after the point, and written before it. Most nodes never see a soft eviction: half of the slots need no look.
        if (!_hasSoft)
        {
            return Verdict.Valid;
        }

        // A copy of a far entry is younger than what it copies: softness goes by the stamp of the computation.
        var isStale = stamp.IsComputedHere ? IsTouchedSince(tags.Soft, stamp.Tick) : IsEvictedSince(tags.Soft, stamp.Horizon);
        return isStale ? Verdict.Stale : Verdict.Valid;
    }

    /// <summary>Judges an entry of the far tier by the stamp that it was stored with.</summary>
    internal Verdict JudgeFar(string generation, long horizon, TagSlots tags)
    {
        var now = _now;
        if (!now.IsKnown || !string.Equals(generation, now.Generation, StringComparison.Ordinal) || horizon < now.Marker || IsEvictedSince(tags.Hard, horizon))
        {
            return Verdict.Void;
        }

        var verdict = IsEvictedSince(tags.Soft, horizon) ? Verdict.Stale : Verdict.Valid;

        // The slots are cleared when another generation begins, or the same one is taken again; what was read of them meanwhile says nothing.
        return _now.Floor == now.Floor ? verdict : Verdict.Void;
    }

    /// <summary>Says whether one of the slots was touched after a tick.</summary>
    /// <remarks>A slot knows its last tick only: whether it was touched between two ticks is not known of one that was touched after both.</remarks>
    internal bool IsTouchedSince(ReadOnlySpan<int> slots, long tick)
    {
        foreach (var slot in slots)
        {
            if (Volatile.Read(ref _slots[slot].Tick) > tick)
            {
                return true;
            }
        }

        return false;
    }

    private bool IsEvictedSince(ReadOnlySpan<int> slots, long horizon)
    {
        foreach (var slot in slots)
        {
            if (Volatile.Read(ref _slots[slot].Sequence) > horizon)
            {
                return true;
            }
        }

        return false;
    }
}
