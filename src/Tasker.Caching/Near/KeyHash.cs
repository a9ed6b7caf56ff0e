using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Tasker.Caching.Near;

/// <summary>Hashes keys for the table in memory: sixteen bytes with one multiplication, and with secrets that are new in every process.</summary>
/// <remarks>
/// Who sends parameters chooses parts of keys; without the secrets he can't choose their hashes. The framework's own hash has a
/// secret too, and takes longer than all the rest of a look-up. See decision 095.
/// </remarks>
internal static class KeyHash
{
    private const int Block = 2 * sizeof(ulong);

    private static readonly ulong First = NewSecret();
    private static readonly ulong Second = NewSecret();

    public static int Of(ReadOnlySpan<char> key)
    {
        var bytes = MemoryMarshal.AsBytes(key);
        var hash = Second ^ (ulong)bytes.Length;
        for (; bytes.Length > Block; bytes = bytes[Block..])
        {
            hash = Mix(MemoryMarshal.Read<ulong>(bytes) ^ First, MemoryMarshal.Read<ulong>(bytes[sizeof(ulong)..]) ^ hash);
        }

        var (start, end) = Ends(bytes);
        hash = Mix(start ^ First, end ^ hash);
        hash = Mix(hash ^ First, Second);
        return (int)(hash ^ (hash >> 32));
    }

    // The start and the end of at most a block: where it is not full, they overlap. How long the whole is has gone into the hash.
    private static (ulong Start, ulong End) Ends(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        >= sizeof(ulong) => (MemoryMarshal.Read<ulong>(bytes), MemoryMarshal.Read<ulong>(bytes[^sizeof(ulong)..])),
        >= sizeof(uint) => (MemoryMarshal.Read<uint>(bytes), MemoryMarshal.Read<uint>(bytes[^sizeof(uint)..])),
        >= sizeof(char) => (MemoryMarshal.Read<ushort>(bytes), 0),
        _ => default,
    };

    // All bits of both come into all bits of the result.
    private static ulong Mix(ulong one, ulong other)
    {
        var high = Math.BigMul(one, other, out var low);
        return high ^ low;
    }

    // Odd: a multiplication by it loses nothing.
    private static ulong NewSecret() => MemoryMarshal.Read<ulong>(RandomNumberGenerator.GetBytes(sizeof(ulong))) | 1;
}
