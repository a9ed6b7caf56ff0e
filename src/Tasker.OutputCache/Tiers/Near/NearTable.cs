namespace Tasker.OutputCache.Tiers;

/// <summary>Entries by their keys, for many readers without a lock and one writer at a time.</summary>
/// <remarks>
/// Open addressing with linear probing. A look-up reads a hash and then the entry itself: with thousands of entries each step
/// to distant memory is what a hit costs, and a table with nodes has one more. See decision 095.
/// </remarks>
internal sealed class NearTable
{
    private const int SmallestLength = 32;

    // No key has it, so it marks a place that ends a search.
    private const int NeverUsed = 0;

    private volatile Places _places = new(SmallestLength);
    private int _count;

    // Places that end no search: those of entries, and those that entries have left.
    private int _used;

    /// <summary>Finds an entry. Needs no lock.</summary>
    public NearEntry? Find(ReadOnlySpan<char> key)
    {
        var places = _places;
        var hash = HashOf(key);
        for (var i = places.First(hash); ; i = places.Next(i))
        {
            var found = Volatile.Read(ref places.Hashes[i]);
            if (found == hash)
            {
                // Gone meanwhile, or another one of the same hash.
                if (places.Entries[i] is { } entry && key.SequenceEqual(entry.Key))
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
        var hash = HashOf(entry.Key);
        if (IndexOf(entry.Key, hash) is >= 0 and var index)
        {
            Volatile.Write(ref _places.Entries[index], entry);
            return;
        }

        // A quarter of the places end a search, at least, so that searches are short.
        if (4L * (_used + 1) > 3L * _places.Length)
        {
            Rebuild();
        }

        _used += _places.Put(entry, hash);
        _count++;
    }

    /// <summary>Takes the entry of a key out. For one writer at a time.</summary>
    public void Remove(string key)
    {
        if (IndexOf(key, HashOf(key)) is >= 0 and var index)
        {
            _used -= _places.Clear(index);
            _count--;
        }
    }

    /// <summary>Takes all entries out. For one writer at a time.</summary>
    public void Clear()
    {
        _places = new Places(SmallestLength);
        (_count, _used) = (0, 0);
    }

    /// <summary>Returns the entries, while others go on reading and writing.</summary>
    public IEnumerable<NearEntry> Snapshot()
    {
        var entries = _places.Entries;
        for (var i = 0; i < entries.Length; i++)
        {
            if (entries[i] is { } entry)
            {
                yield return entry;
            }
        }
    }

    private int IndexOf(string key, int hash)
    {
        var places = _places;
        for (var i = places.First(hash); places.Hashes[i] != NeverUsed; i = places.Next(i))
        {
            if (places.Hashes[i] == hash && places.Entries[i] is { } entry && entry.Key == key)
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
        var length = SmallestLength;
        while (length < 2 * (_count + 1))
        {
            length *= 2;
        }

        var places = new Places(length);
        for (var i = 0; i < old.Length; i++)
        {
            if (old.Entries[i] is { } entry)
            {
                places.Put(entry, old.Hashes[i]);
            }
        }

        _places = places;
        _used = _count;
    }

    private static int HashOf(ReadOnlySpan<char> key) => KeyHash.Of(key) is not NeverUsed and var hash ? hash : 1;

    private sealed class Places(int length)
    {
        public int[] Hashes { get; } = new int[length];

        public NearEntry?[] Entries { get; } = new NearEntry?[length];

        public int Length => Hashes.Length;

        public int First(int hash) => hash & (Hashes.Length - 1);

        public int Next(int i) => (i + 1) & (Hashes.Length - 1);

        /// <summary>Puts an entry into the first free place of its search.</summary>
        /// <returns>How many places more are in use.</returns>
        public int Put(NearEntry entry, int hash)
        {
            var i = First(hash);
            while (Entries[i] is not null)
            {
                i = Next(i);
            }

            // The entry first: who sees the hash finds it.
            var used = Hashes[i] == NeverUsed ? 1 : 0;
            Volatile.Write(ref Entries[i], entry);
            Volatile.Write(ref Hashes[i], hash);
            return used;
        }

        /// <summary>Clears a place, and as many before it as nobody needs any more to search on.</summary>
        /// <returns>How many places fewer are in use.</returns>
        public int Clear(int i)
        {
            var freed = 0;
            Volatile.Write(ref Entries[i], null);
            while (Hashes[Next(i)] == NeverUsed && Hashes[i] != NeverUsed && Entries[i] is null)
            {
                Volatile.Write(ref Hashes[i], NeverUsed);
                freed++;
                i = (i - 1) & (Hashes.Length - 1);
            }

            return freed;
        }
    }
}
