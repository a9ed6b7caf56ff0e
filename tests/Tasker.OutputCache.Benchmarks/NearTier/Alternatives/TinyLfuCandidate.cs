using System.Numerics;

namespace Tasker.OutputCache.Benchmarks.NearTier.Alternatives;

/// <summary>W-TinyLFU with a window of 1 %: LRU order, and a sketch of frequencies that decides who may stay. For its hit ratio; one lock.</summary>
internal sealed class TinyLfuCandidate : ICandidate
{
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _window = new();
    private readonly LinkedList<Entry> _probation = new();
    private readonly LinkedList<Entry> _protected = new();
    private readonly Lock _gate = new();
    private readonly byte[][] _sketch = new byte[4][];
    private readonly int _mask;
    private readonly long _maxBytes;
    private readonly int _maxEntries;
    private int _additions;
    private long _bytes;
    private long _windowBytes;
    private long _protectedBytes;

    public TinyLfuCandidate(long maxBytes, int maxEntries)
    {
        _maxBytes = maxBytes;
        _maxEntries = maxEntries;
        var width = (int)BitOperations.RoundUpToPowerOf2((uint)maxEntries * 4);
        _mask = width - 1;
        for (var i = 0; i < 4; i++)
        {
            _sketch[i] = new byte[width];
        }
    }

    public string Name => "W-TinyLFU";

    public bool TryGet(string key)
    {
        lock (_gate)
        {
            Count(key);
            if (!_entries.TryGetValue(key, out var node))
            {
                return false;
            }

            var entry = node.Value;
            node.List!.Remove(node);
            if (entry.Place == Place.Window)
            {
                _window.AddFirst(node);
                return true;
            }

            if (entry.Place == Place.Probation)
            {
                entry.Place = Place.Protected;
                _protectedBytes += entry.Size;
            }

            _protected.AddFirst(node);
            while (_protectedBytes > _maxBytes * 8 / 10 || _protected.Count > _maxEntries * 8 / 10)
            {
                var last = _protected.Last!;
                _protected.RemoveLast();
                _protectedBytes -= last.Value.Size;
                last.Value.Place = Place.Probation;
                _probation.AddFirst(last);
            }

            return true;
        }
    }

    public void Set(string key, int size)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out var held))
            {
                Drop(held);
            }

            _entries[key] = _window.AddFirst(new Entry(key, size));
            _bytes += size;
            _windowBytes += size;
            while (_windowBytes > _maxBytes / 100 || _window.Count > Math.Max(1, _maxEntries / 100))
            {
                var candidate = _window.Last!;
                _window.RemoveLast();
                _windowBytes -= candidate.Value.Size;
                candidate.Value.Place = Place.Probation;
                _probation.AddFirst(candidate);
                while (_bytes > _maxBytes || _entries.Count > _maxEntries)
                {
                    var victim = _probation.Last == candidate || _probation.Last is null ? _protected.Last ?? candidate : _probation.Last;
                    var loser = victim == candidate || Estimate(candidate.Value.Key) > Estimate(victim.Value.Key) ? victim : candidate;
                    Drop(loser);
                    if (loser == candidate)
                    {
                        break;
                    }
                }
            }
        }
    }

    private void Drop(LinkedListNode<Entry> node)
    {
        node.List!.Remove(node);
        _entries.Remove(node.Value.Key);
        _bytes -= node.Value.Size;
        _windowBytes -= node.Value.Place == Place.Window ? node.Value.Size : 0;
        _protectedBytes -= node.Value.Place == Place.Protected ? node.Value.Size : 0;
    }

    private void Count(string key)
    {
        var hash = (uint)key.GetHashCode(StringComparison.Ordinal);
        foreach (var row in _sketch)
        {
            hash = (hash * 0x9E3779B1u) ^ (hash >> 15);
            ref var counter = ref row[hash & _mask];
            counter = (byte)Math.Min(15, counter + 1);
        }

        if (++_additions == _maxEntries * 10)
        {
            _additions /= 2;
            foreach (var row in _sketch)
            {
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] >>= 1;
                }
            }
        }
    }

    private int Estimate(string key)
    {
        var hash = (uint)key.GetHashCode(StringComparison.Ordinal);
        var least = int.MaxValue;
        foreach (var row in _sketch)
        {
            hash = (hash * 0x9E3779B1u) ^ (hash >> 15);
            least = Math.Min(least, row[hash & _mask]);
        }

        return least;
    }

    public void Dispose()
    {
    }

    private enum Place
    {
        Window,
        Probation,
        Protected,
    }

    private sealed class Entry(string key, int size)
    {
        public string Key => key;

        public int Size => size;

        public Place Place { get; set; }
    }
}
