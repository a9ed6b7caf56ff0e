using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Near;

namespace Tasker.Caching.Engine;

/// <summary>Something that the near tier holds. What it means to its readers is up to the derived type.</summary>
[Experimental(EngineFace.DiagnosticId)]
public abstract class NearEntry
{
    /// <summary>What an entry costs beside its key and payload: objects, links, its node in the table. Measured; see decision 003.</summary>
    internal const int Overhead = 256;

    private const byte MaxFrequency = 3;

    // Few against the number of keys that are watched, and enough that the hottest one is noted in one hit of several.
    private const int NotesBetween = 8;

    // Everything below Size belongs to the tier and is written under its lock, except for the frequency, where a lost update does no harm.
    private long _size;
    private byte _frequency;

    // Of what is noted of its hits; lost updates do no harm here either.
    private byte _skippedNotes;
    private ushort _notedAt;

    /// <param name="key">The key that it is found by.</param>
    /// <param name="size">The bytes of the payload: headers, bodies, and arrays that the derived type holds beside them.</param>
    /// <param name="expiresAt">The timestamp of the tier's clock from which on it is no use to anybody.</param>
    protected NearEntry(string key, long size, long expiresAt)
    {
        Key = key;
        Hash = (uint)KeyHash.Of(key);
        _size = size + Overhead + (sizeof(char) * (long)key.Length);
        ExpiresAt = expiresAt;
    }

    /// <summary>Gets the key.</summary>
    public string Key { get; }

    /// <summary>Gets the bytes that the budget is charged for it: payload, key and <see cref="Overhead"/>.</summary>
    public long Size => Volatile.Read(ref _size);

    /// <summary>Gets the timestamp at which the entry ends.</summary>
    public long ExpiresAt { get; }

    /// <summary>Gets the hash of the key.</summary>
    internal uint Hash { get; }

    /// <summary>Gets the timestamp up to which the entry answers requests, as long as no eviction voids it.</summary>
    internal virtual long UsableUntil => ExpiresAt;

    internal NearEntry? Newer { get; set; }

    internal NearEntry? Older { get; set; }

    internal NearQueue? Queue { get; set; }

    internal int Slot { get; set; } = -1;

    /// <summary>Gets a value indicating whether this process's memory holds the entry.</summary>
    public bool IsHeld => Slot >= 0;

    internal int Frequency => _frequency;

    /// <summary>Tells whether it may take the place of the one that is held under its key. Called with the tier's lock held.</summary>
    public virtual bool MayReplace(NearEntry held) => true;

    /// <summary>Gets a value indicating whether it only says that nothing could be stored under its key.</summary>
    internal virtual bool IsMark => false;

    /// <summary>Gets a value indicating whether it is of use although it is void, as long as there is room.</summary>
    internal virtual bool IsKeptWhenVoid => false;

    /// <summary>Creates what an eviction voids as it does this entry, without its content.</summary>
    /// <returns><see langword="null"/> if evictions void no such entry.</returns>
    internal virtual NearEntry? CreateGhost() => null;

    internal void Touch()
    {
        // A hot entry is not written to, or its cache line would travel between the cores.
        if (_frequency < MaxFrequency)
        {
            _frequency++;
        }
    }

    internal void Cool() => _frequency = (byte)Math.Max(0, _frequency - 1);

    internal void ForgetHits() => _frequency = 0;

    internal void Grow(long bytes) => Volatile.Write(ref _size, _size + bytes);

    internal void TakeOverFrom(NearEntry held) => _frequency = held._frequency;

    /// <summary>Says whether a hit comes so soon after the last one that was noted that it need not be; then it is counted.</summary>
    /// <param name="notes">How many hits of all entries were noted.</param>
    internal bool TrySkipNote(int notes)
    {
        if ((ushort)(notes - _notedAt) >= NotesBetween || _skippedNotes == byte.MaxValue)
        {
            return false;
        }

        _skippedNotes++;
        return true;
    }

    /// <summary>Begins a note, and returns how many hits were skipped since the last one.</summary>
    internal int EndSkips(int notes)
    {
        var skipped = _skippedNotes;
        (_skippedNotes, _notedAt) = (0, (ushort)notes);
        return skipped;
    }
}
