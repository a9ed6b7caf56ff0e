namespace Tasker.Caching.Memcached.Connections;

/// <summary>A hash that is the same in every process and every version: FNV-1a, then the mixing steps of MurmurHash3.</summary>
internal static class StableHash
{
    public static ulong Of(ReadOnlySpan<byte> bytes, ulong seed)
    {
        var hash = 14695981039346656037 ^ seed;
        foreach (var value in bytes)
        {
            hash = (hash ^ value) * 1099511628211;
        }

        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
        return hash ^ (hash >> 33);
    }
}
