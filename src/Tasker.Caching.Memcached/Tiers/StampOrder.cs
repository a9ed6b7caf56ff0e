using System.Buffers;
using Tasker.Caching.Backends;

namespace Tasker.Caching.Memcached.Tiers;

/// <summary>Compares the stamps of entries by their bytes.</summary>
internal static class StampOrder
{
    private const int MagicLength = 2;
    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789abcdef"u8);

    /// <summary>Says whether what is held is an entry with a newer stamp than another.</summary>
    public static bool IsNewer(ReadOnlySpan<byte> held, ReadOnlySpan<byte> entry)
    {
        const int End = FarEntryPrefix.StampOffset + FarEntryPrefix.StampLength;
        if (held.Length < End || entry.Length < End || !held[..MagicLength].SequenceEqual(entry[..MagicLength]))
        {
            return false;
        }

        var stamp = held[FarEntryPrefix.StampOffset..End];
        return !stamp.ContainsAnyExcept(Digits) && stamp.SequenceCompareTo(entry[FarEntryPrefix.StampOffset..End]) > 0;
    }
}
