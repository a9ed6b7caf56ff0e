using Tasker.Caching.Engine;

namespace Tasker.Caching.Near;

/// <summary>Entries by their keys, for many readers without a lock and one writer at a time.</summary>
/// <remarks>
/// Open addressing with linear probing. With thousands of entries, the steps to distant memory are what a hit costs: nothing stands
/// between a place and its entry. See decision 095.
/// </remarks>
internal sealed class NearTable
{
    private const int SmallestLength = 32;

    // No key has it, so it marks a place that ends a search.
    private const int NeverUsed = 0;

    private volatile Places _places = new(SmallestLength);

    // Places that end no search: those of entries, and those that entries have left.
    private int _used;

    /// <summary>Finds an entry. Needs no lock.</summary>
    public NearEntry? Find(ReadOnlySpan<char> key)
    {
        var places = _places;
        var hash = HashOf(key);
        for (var i = places.First(hash); ; i = places.Next(i))
        {
            ref var place = ref places.At(i);
            var found = Volatile.Read(ref place.Hash);
            if (found == hash)
            {
                // Places change while they are read: the entry has the last word.
                if (place.Entry is { } entry && key.SequenceEqual(entry.Key))
                {
                    return entry;
                }
            }
            else if (found == NeverUsed)
            {
                return null;
            }
        }
    }

    /// <summary>Puts an entry in, in place of the one with its key. For one writer at a time.</summary>
    public void Set(NearEntry entry)
    {
        var hash = PlaceHashOf((int)entry.Hash);
        if (IndexOf(entry.Key, hash) is >= 0 and var index)
        {
            Volatile.Write(ref _places.At(index).Entry, entry);
            return;
        }

        // A quarter of the places end a search, at least, so that searches are short.
        if (4L * (_used + 1) > 3L * _places.Length)
        {
            Rebuild();
        }

        _used += _places.Put(entry, hash);
    }

    /// <summary>Takes the entry of a key out. For one writer at a time.</summary>
    public void Remove(string key)
    {
        if (IndexOf(key, HashOf(key)) is >= 0 and var index)
        {
            _used -= _places.Clear(index);
        }
    }

    /// <summary>Takes all entries out. For one writer at a time.</summary>
    public void Clear()
    {
        _places = new Places(SmallestLength);
        _used = 0;
    }

    /// <summary>Returns the entries, while others go on reading and writing.</summary>
    public IEnumerable<NearEntry> Snapshot()
    {
        var places = _places;
        for (var i = 0; i < places.Length; i++)
        {
            if (places.At(i).Entry is { } entry)
            {
                yield return entry;
            }
        }
    }

    private int IndexOf(string key, int hash)
    {
        var places = _places;
        for (var i = places.First(hash); places.At(i).Hash != NeverUsed; i = places.Next(i))
        {
            if (places.At(i).Hash == hash && places.At(i).Entry is { } entry && entry.Key == key)
            {
                return i;
            }
        }

        return -1;
    }

    // Into new places: readers go on with the old ones, where nothing changes any more.
    private void Rebuild()
    {
        var old = _places;
        var count = Snapshot().Count();
        var length = SmallestLength;
        while (length < 2 * (count + 1))
        {
            length *= 2;
        }

        var places = new Places(length);
        for (var i = 0; i < old.Length; i++)
        {
            if (old.At(i).Entry is { } entry)
            {
                places.Put(entry, old.At(i).Hash);
            }
        }

        _places = places;
        _used = count;
    }

    private static int HashOf(ReadOnlySpan<char> key) => PlaceHashOf(KeyHash.Of(key));

    private static int PlaceHashOf(int hash) => hash != NeverUsed ? hash : 1;

    /// <summary>All that a search reads, side by side.</summary>
    private struct Place
    {
        public NearEntry? Entry;
        public int Hash;
    }

    private sealed class Places(int length)
    {
        private readonly Place[] _all = new Place[length];

        public int Length => _all.Length;

        public ref Place At(int i) => ref _all[i];

        public int First(int hash) => hash & (_all.Length - 1);

        public int Next(int i) => (i + 1) & (_all.Length - 1);

        /// <summary>Puts an entry into the first free place of its search.</summary>
        /// <returns>How many places more are in use.</returns>
        public int Put(NearEntry entry, int hash)
        {
            var i = First(hash);
            while (_all[i].Entry is not null)
            {
                i = Next(i);
            }

            // The entry first: who sees the hash finds it.
            var used = _all[i].Hash == NeverUsed ? 1 : 0;
            Volatile.Write(ref _all[i].Entry, entry);
            Volatile.Write(ref _all[i].Hash, hash);
            return used;
        }

        /// <summary>Clears a place, and those before it that no search needs any more.</summary>
        /// <returns>How many places fewer are in use.</returns>
        public int Clear(int i)
        {
            var freed = 0;
            Volatile.Write(ref _all[i].Entry, null);
            while (_all[Next(i)].Hash == NeverUsed && _all[i].Hash != NeverUsed && _all[i].Entry is null)
            {
                Volatile.Write(ref _all[i].Hash, NeverUsed);
                freed++;
                i = (i - 1) & (_all.Length - 1);
            }

            return freed;
        }
    }
}
