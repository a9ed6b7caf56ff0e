using Tasker.OutputCache.Diagnostics.Guards;

namespace Tasker.OutputCache.Evictions;

/// <content>What tags stand for in this process.</content>
internal sealed partial class EvictionView
{
    /// <summary>Gets the tags by which an entry is judged: its own, and the coarse one of each resource whose dimensions here are not those that its tags were made of.</summary>
    public IReadOnlyList<string> Complete(EntryTags tags) => _expander is null ? tags.Names : CoarseTags.Complete(tags, _expander);

    /// <summary>Changes the dimensions of a resource. What the near tier holds of it is void from here on: its tags lack the new ones.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="change">Changes them, and says whether the near tier may hold anything of it.</param>
    /// <remarks>
    /// Entries of the far tier are not touched: what was made of other dimensions is judged coarsely, and what was evicted by
    /// the former ones has taken tags that entries of the new ones carry as well.
    /// </remarks>
    public void Change(string resource, Func<bool> change)
    {
        lock (_lock)
        {
            if (!change())
            {
                return;
            }

            var tick = _now.Tick + 1;
            Volatile.Write(ref _slots[SlotOf(resource)].Tick, tick);
            _now = _now with { Tick = tick };
        }
    }

    /// <summary>Raised when the log has to be read from its beginning.</summary>
    public event Action? Forgotten;

    /// <summary>Forgets the log and has it read again: what it said was taken by spellings that hold no more.</summary>
    public void ReadAgain()
    {
        BeginGeneration();
        Guard.Raise(Forgotten);
    }

    // Under the lock, so that the dimensions don't change in between. The list is used again.
    private List<int> SlotsToTouch_NeedsLock(string tag)
    {
        var isSoft = ReservedTags.IsSoft(tag);
        _hasSoft |= isSoft;
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
