namespace Tasker.Caching.PostgreSql.Log;

/// <summary>The ids of what this node has appended itself and applied at its commit: it need not be read once more.</summary>
internal sealed class OwnAppends
{
    private readonly Lock _lock = new();
    private readonly HashSet<long> _ids = [];
    private string? _generation;

    public void Add(string generation, long id)
    {
        lock (_lock)
        {
            // In another generation the same ids are given out again, to others.
            if (_generation != generation)
            {
                _ids.Clear();
                _generation = generation;
            }

            _ids.Add(id);
        }
    }

    public bool Contains(string generation, long id)
    {
        lock (_lock)
        {
            return _generation == generation && _ids.Contains(id);
        }
    }

    /// <summary>Forgets what is never read again.</summary>
    public void Forget(LogSnapshot seen)
    {
        lock (_lock)
        {
            _ids.RemoveWhere(seen.Sees);
        }
    }
}
