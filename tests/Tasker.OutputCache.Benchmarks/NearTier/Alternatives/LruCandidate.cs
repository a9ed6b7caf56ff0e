namespace Tasker.OutputCache.Benchmarks.NearTier.Alternatives;

/// <summary>The textbook: a dictionary and a linked list under one lock, which reads take as well.</summary>
internal sealed class LruCandidate(long maxBytes, int maxEntries) : ICandidate
{
    private readonly Dictionary<string, LinkedListNode<(string Key, int Size)>> _entries = [];
    private readonly LinkedList<(string Key, int Size)> _order = new();
    private readonly Lock _gate = new();
    private long _bytes;

    public string Name => "LRU, one lock";

    public bool TryGet(string key)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out var node))
            {
                return false;
            }

            _order.Remove(node);
            _order.AddFirst(node);
            return true;
        }
    }

    public void Set(string key, int size)
    {
        lock (_gate)
        {
            if (_entries.Remove(key, out var held))
            {
                _order.Remove(held);
                _bytes -= held.Value.Size;
            }

            while (_order.Last is { } last && (_bytes + size > maxBytes || _entries.Count >= maxEntries))
            {
                _order.RemoveLast();
                _entries.Remove(last.Value.Key);
                _bytes -= last.Value.Size;
            }

            _entries[key] = _order.AddFirst((key, size));
            _bytes += size;
        }
    }

    public void Dispose()
    {
    }
}
