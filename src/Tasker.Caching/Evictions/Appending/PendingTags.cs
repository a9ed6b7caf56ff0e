using Tasker.Caching.Engine;

namespace Tasker.Caching.Evictions.Appending;

/// <summary>The tags that a transaction will evict when it commits.</summary>
internal sealed class PendingTags
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _tags = new(StringComparer.Ordinal);
    private bool _isCounted;
    private bool _isOver;

    public bool IsOver => Volatile.Read(ref _isOver);

    /// <summary>Adds tags of the log.</summary>
    public void Add(IEnumerable<string> tags)
    {
        lock (_lock)
        {
            _tags.UnionWith(tags);
            if (!_isCounted && !_isOver)
            {
                _isCounted = true;
                PendingEvictions.Count(1);
            }
        }
    }

    /// <summary>Ends it: the transaction has ended, and what it evicts is evicted.</summary>
    public void End()
    {
        lock (_lock)
        {
            if (!_isOver && _isCounted)
            {
                PendingEvictions.Count(-1);
            }

            _isOver = true;
        }
    }

    public bool CoversAny(IReadOnlyList<string> tags)
    {
        lock (_lock)
        {
            if (_isOver || _tags.Count == 0)
            {
                return false;
            }

            // Every entry carries this tag, and no entry names it.
            if (_tags.Contains(ReservedTags.Everything))
            {
                return true;
            }

            foreach (var tag in tags)
            {
                if (_tags.Contains(tag))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
