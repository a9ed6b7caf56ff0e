using System.Numerics;

namespace Tasker.Caching.Near;

/// <summary>Remembers the keys of what was pushed out lately, by their hashes: one that comes back soon is worth keeping.</summary>
/// <remarks>A false answer puts one entry into the wrong queue, no more; so 8 bytes a key are enough, and nothing is ever removed.</remarks>
internal sealed class NearGhosts
{
    // A bucket is one cache line.
    private const int Ways = 8;

    // Each is a hash (high half) and the time at which it was remembered (low half); the clock is the number of keys remembered.
    private readonly ulong[] _slots;
    private readonly int _shift;
    private uint _now = int.MaxValue;
    private int _window;

    public NearGhosts(int capacity)
    {
        var buckets = BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, capacity / (Ways / 2)));
        _slots = new ulong[buckets * Ways];
        _shift = 32 - BitOperations.Log2(buckets);
    }

    /// <param name="hash">The hash of the key.</param>
    /// <param name="held">How many entries are held: as many keys are remembered.</param>
    /// <param name="isCrowdedOut">Whether it went for want of room.</param>
    public void Remember(int hash, int held, bool isCrowdedOut)
    {
        // An eviction that voids most of what is held must not make us forget what was hot: only a full tier lowers the number.
        _window = Math.Max(held, isCrowdedOut ? _window - 1 : _window);
        _now++;

        var bucket = Bucket(hash);
        var oldest = 0;
        for (var i = 0; i < bucket.Length; i++)
        {
            if ((int)(bucket[i] >> 32) == hash)
            {
                oldest = i;
                break;
            }

            if (Age(bucket[i]) > Age(bucket[oldest]))
            {
                oldest = i;
            }
        }

        bucket[oldest] = ((ulong)(uint)hash << 32) | _now;
    }

    public bool Remembers(int hash)
    {
        foreach (var slot in Bucket(hash))
        {
            if ((int)(slot >> 32) == hash)
            {
                return Age(slot) < (uint)_window;
            }
        }

        return false;
    }

    private uint Age(ulong slot) => _now - (uint)slot;

    private Span<ulong> Bucket(int hash) => _slots.AsSpan((int)(((uint)hash * 0x9E3779B1u) >> _shift) * Ways, Ways);
}
