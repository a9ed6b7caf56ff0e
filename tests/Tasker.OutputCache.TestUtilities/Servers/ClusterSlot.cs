using System.Text;

namespace Tasker.OutputCache.TestUtilities.Servers;

/// <summary>Computes a key's slot as the Redis Cluster specification says: CRC16 (XMODEM) of the hash tag, modulo 16384.</summary>
public static class ClusterSlot
{
    public const int Count = 16_384;

    public static int Of(string key)
    {
        var crc = 0;
        foreach (var value in Encoding.UTF8.GetBytes(HashTag(key)))
        {
            crc ^= value << 8;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ 0x1021;
            }

            crc &= 0xFFFF;
        }

        return crc % Count;
    }

    // The part between the first braces, unless it is empty.
    private static string HashTag(string key)
    {
        var open = key.IndexOf('{', StringComparison.Ordinal);
        var close = open < 0 ? -1 : key.IndexOf('}', open + 1);
        return close > open + 1 ? key[(open + 1)..close] : key;
    }
}
