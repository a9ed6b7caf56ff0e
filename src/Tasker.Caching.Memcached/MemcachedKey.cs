using System.Security.Cryptography;
using System.Text;

namespace Tasker.Caching.Memcached;

/// <summary>Turns names into keys that Memcached accepts: at most 250 bytes, without spaces and control characters.</summary>
internal static class MemcachedKey
{
    /// <summary>The longest key that the server accepts.</summary>
    public const int MaximumLength = 250;

    // What stands around the key of an entry in that of its lease.
    private const int LongestPlain = MaximumLength - 10;
    private const int LengthOfHead = 100;
    private const byte Delete = 0x7f;

    // Stands before the hash, and so in no key that is not hashed: no client can name a key that is another's hash.
    private const byte HashSign = (byte)'#';

    /// <summary>Gets the key of an entry. One that the server would refuse is hashed; a reader compares the full key, which the entry holds.</summary>
    public static byte[] Of(string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        return bytes.Length is > 0 and <= LongestPlain && !bytes.AsSpan().ContainsAnyInRange((byte)0, (byte)' ') && !bytes.AsSpan().ContainsAny(Delete, HashSign)
            ? bytes
            : Hash(bytes);
    }

    // The beginning stays readable, for operators who look at the server's keys.
    private static byte[] Hash(byte[] bytes)
    {
        var head = Encoding.ASCII.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, LengthOfHead)));
        var plain = string.Concat(head.Select(static c => c is > ' ' and < '\x7f' ? c : '_'));
        return Encoding.ASCII.GetBytes($"{plain}#{Convert.ToHexStringLower(SHA256.HashData(bytes))}");
    }

    /// <summary>Gets the key of an entry's lease. It is kept on the entry's server.</summary>
    public static byte[] LeaseOf(byte[] key) => [(byte)'{', .. key, .. "}:lease"u8];
}
