using System.Collections.Concurrent;

namespace Tasker.OutputCache.Benchmarks.NearTier.Alternatives;

/// <summary>SIEVE: one queue, one bit an entry, and a hand that passes over what was asked for. Reads take no lock.</summary>
internal sealed class SieveCandidate(long maxBytes, int maxEntries) : ICandidate
{
    private readonly ConcurrentDictionary<string, LinkedListNode<Entry>> _entries = new(1, 31);
    private readonly LinkedList<Entry> _queue = new();
    private readonly Lock _gate = new();
    private LinkedListNode<Entry>? _hand;
    private long _bytes;

    public string Name => "SIEVE";

    public bool TryGet(string key)
    {
        if (!_entries.TryGetValue(key, out var node))
        {
            return false;
        }

        if (!node.Value.Visited)
        {
            node.Value.Visited = true;
        }

        return true;
    }

    public void Set(string key, int size)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out var held))
            {
                Drop(held);
            }

            while (_queue.Count > 0 && (_bytes + size > maxBytes || _queue.Count >= maxEntries))
            {
                var node = _hand ?? _queue.Last!;
                while (node.Value.Visited)
                {
                    node.Value.Visited = false;
                    node = node.Previous ?? _queue.Last!;
                }

                _hand = node;
                Drop(node);
            }

            _entries[key] = _queue.AddFirst(new Entry(key, size));
            _bytes += size;
        }
    }

    private void Drop(LinkedListNode<Entry> node)
    {
        if (_hand == node)
        {
            _hand = node.Previous;
        }

        _queue.Remove(node);
        _entries.TryRemove(node.Value.Key, out _);
        _bytes -= node.Value.Size;
    }

    public void Dispose()
    {
    }

    private sealed class Entry(string key, int size)
    {
        public string Key => key;

        public int Size => size;

        public bool Visited { get; set; }
    }
}
