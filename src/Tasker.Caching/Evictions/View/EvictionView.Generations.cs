namespace Tasker.Caching.Engine;

/// <content>What happens when the log is another one.</content>
public sealed partial class EvictionView
{
    /// <summary>Prepares the view for a log of another generation: everything known is void from here on.</summary>
    internal void BeginGeneration()
    {
        lock (_lock)
        {
            _early?.Clear();
            _knownHere = 0;
            _place = null;
            Forget_NeedsLock();
        }
    }

    /// <summary>Prepares the view for a log of another generation, unless it is that of the log already.</summary>
    /// <returns>The generation until now, empty if none was known; <see langword="null"/> if it is the same one.</returns>
    internal string? BeginGenerationUnless(string generation)
    {
        // In one step: while the view rebuilds what it knows, a look from outside shows no generation.
        lock (_lock)
        {
            var before = _now.Generation;
            if (string.Equals(generation, before, StringComparison.Ordinal))
            {
                return null;
            }

            BeginGeneration();
            return before;
        }
    }

    private void Forget_NeedsLock()
    {
        // The point goes first: the sequences of two generations must never be compared.
        var tick = _now.Tick + 1;
        _now = _now with { Generation = string.Empty, Tick = tick, Floor = tick };
        for (var i = 0; i < _slots.Length; i++)
        {
            if (_slots[i].Sequence != long.MaxValue)
            {
                Volatile.Write(ref _slots[i].Sequence, 0);
            }
        }

        foreach (var (slot, held) in _held)
        {
            _held[slot] = held with { Sequence = 0 };
        }
    }
}
