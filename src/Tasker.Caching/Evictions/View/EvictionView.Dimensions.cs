using Tasker.Caching.Evictions.View;

namespace Tasker.Caching.Engine;

/// <content>What tags stand for in this process.</content>
public sealed partial class EvictionView
{
    /// <summary>Gets the tags by which an entry is judged: its own, and the coarse one of each resource whose dimensions here are not those that its tags were made of.</summary>
    internal IReadOnlyList<string> Complete(EntryTags tags) => _expander is null ? tags.Names : CoarseTags.Complete(tags, _expander);

    /// <summary>Changes the dimensions of a resource. What the near tier holds of it is void from here on: its tags lack the new ones.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="change">Changes them, and says whether the near tier may hold anything of it.</param>
    /// <param name="isRespelt">Whether values are spelt in another way from here on.</param>
    /// <remarks>
    /// Of a dimension that is new, entries of the far tier are not touched: what was made of other dimensions is judged
    /// coarsely, and what was evicted by the former ones has taken tags that entries of the new ones carry as well. Not so
    /// where values are spelt in a new way: what was evicted by the former spelling has not taken the tags of the new one.
    /// </remarks>
    internal void Change(string resource, Func<bool> change, bool isRespelt)
    {
        lock (_lock)
        {
            var mayHold = change();
            if (isRespelt)
            {
                RaiseSequence_NeedsLock(SlotOf(resource), _known);
            }

            if (!mayHold)
            {
                return;
            }

            var tick = _now.Tick + 1;
            Volatile.Write(ref _slots[SlotOf(resource)].Tick, tick);
            _now = _now with { Tick = tick };
        }
    }

    /// <summary>Takes once more what was taken so far: the dimensions of this process are known only now.</summary>
    /// <remarks>
    /// The log is followed before the endpoints are known. By then an eviction of a dimension takes too much, all of its
    /// resource, or what it takes is spelt as text. Reading the log again would take time in which the far tier can't be used.
    /// </remarks>
    internal void TakeAgain()
    {
        lock (_lock)
        {
            if (_early is not { } early)
            {
                return;
            }

            _early = null;
            if (!early.Exists(static eviction => eviction.Tag.Contains('|', StringComparison.Ordinal)))
            {
                return;
            }

            // The same log, and yet no point between these two is known: no entry may be judged by a half-empty table.
            var generation = _now.Generation;
            Forget_NeedsLock();
            foreach (var (tag, sequence) in early)
            {
                Touch_NeedsLock(tag, sequence);
            }

            HoldAgain_NeedsLock();
            _touched = false;
            var tick = _now.Tick + 1;
            _now = _now with { Generation = generation, Tick = tick, Floor = tick };
        }
    }

    /// <summary>Ends the start: what was taken so far is not taken again.</summary>
    internal void EndStart()
    {
        lock (_lock)
        {
            _early = null;
        }
    }

    private void NoteEarly_NeedsLock(string tag, long sequence) => _early?.Add(new EvictedTag(tag, sequence));

    // Under the lock, so that the dimensions don't change in between. The list is used again.
    private List<int> SlotsToTouch_NeedsLock(string tag)
    {
        var isSoft = ReservedTags.IsSoft(tag);
        if (isSoft && !_hasSoft)
        {
            // Verdicts up to now were given without a look at soft slots, and one may have a later eviction by now: that of a tag with the same slot.
            _hasSoft = true;
            _touched = true;
        }

        _touching.Clear();
        if (_expander is null || !tag.Contains('|', StringComparison.Ordinal))
        {
            _touching.Add(SlotOf(tag));
            return _touching;
        }

        _taken.Clear();
        _expander.AddTaken(isSoft ? ReservedTags.Harden(tag) : tag, _taken);
        foreach (var taken in _taken)
        {
            _touching.Add(SlotOf(isSoft ? ReservedTags.Soft(taken) : taken));
        }

        return _touching;
    }
}
