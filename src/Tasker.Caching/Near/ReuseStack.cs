using System.Numerics;

namespace Tasker.Caching.Near;

/// <summary>Keys in the order of their last requests, and how many bytes were asked for since then. Its memory is fixed. For one caller at a time.</summary>
/// <remarks>A tree of sums over places (Fenwick), so that no step is longer than a dozen; when the places are used up, they are given out again.</remarks>
internal sealed class ReuseStack
{
    private readonly Dictionary<uint, int> _places;
    private readonly ReuseItem[] _items;
    private readonly bool[] _used;
    private readonly long[] _sums;
    private int _end;
    private int _oldest;

    public ReuseStack(int capacity)
    {
        Capacity = (int)BitOperations.RoundUpToPowerOf2((uint)capacity);
        _places = new Dictionary<uint, int>(Capacity);
        _items = new ReuseItem[2 * Capacity];
        _used = new bool[_items.Length];
        _sums = new long[_items.Length + 1];
    }

    public int Capacity { get; }

    public int Count => _places.Count;

    public long Bytes { get; private set; }

    /// <summary>Finds a key.</summary>
    /// <param name="hash">Its hash.</param>
    /// <param name="item">What is known of it.</param>
    /// <param name="bytesSince">The bytes of the others that were asked for since.</param>
    public bool TryFind(uint hash, out ReuseItem item, out long bytesSince)
    {
        if (!_places.TryGetValue(hash, out var place))
        {
            (item, bytesSince) = (default, 0);
            return false;
        }

        (item, bytesSince) = (_items[place], Bytes - SumTo(place));
        return true;
    }

    /// <summary>Puts a key to the front. There must be room for it, or it must be here.</summary>
    public void Push(in ReuseItem item)
    {
        Remove(item.Hash);
        if (_end == _items.Length)
        {
            Compact();
        }

        Place(item);
    }

    /// <summary>Takes a key out.</summary>
    public void Remove(uint hash)
    {
        if (_places.Remove(hash, out var place))
        {
            Clear(place);
        }
    }

    /// <summary>Takes the key out that was not asked for longest.</summary>
    public void RemoveOldest()
    {
        while (!_used[_oldest])
        {
            _oldest++;
        }

        Remove(_items[_oldest].Hash);
    }

    /// <summary>Takes out all keys but those with smaller hashes than this.</summary>
    public void KeepBelow(uint hash)
    {
        for (var place = 0; place < _end; place++)
        {
            if (_used[place] && _items[place].Hash >= hash)
            {
                Remove(_items[place].Hash);
            }
        }
    }

    /// <summary>Takes out all keys.</summary>
    public void Clear()
    {
        _places.Clear();
        Array.Clear(_items);
        Array.Clear(_used);
        Array.Clear(_sums);
        (Bytes, _end, _oldest) = (0, 0, 0);
    }

    private void Place(in ReuseItem item)
    {
        _items[_end] = item;
        _used[_end] = true;
        _places[item.Hash] = _end;
        Add(_end, item.Size);
        _end++;
    }

    private void Clear(int place)
    {
        Add(place, -_items[place].Size);
        _items[place] = default;
        _used[place] = false;
    }

    // In place: no item moves up.
    private void Compact()
    {
        var end = _end;
        Array.Clear(_sums);
        (Bytes, _end, _oldest) = (0, 0, 0);
        for (var place = 0; place < end; place++)
        {
            if (_used[place])
            {
                var item = _items[place];
                _items[place] = default;
                _used[place] = false;
                Place(item);
            }
        }
    }

    private void Add(int place, long bytes)
    {
        Bytes += bytes;
        for (var i = place + 1; i < _sums.Length; i += i & -i)
        {
            _sums[i] += bytes;
        }
    }

    private long SumTo(int place)
    {
        var sum = 0L;
        for (var i = place + 1; i > 0; i -= i & -i)
        {
            sum += _sums[i];
        }

        return sum;
    }
}
