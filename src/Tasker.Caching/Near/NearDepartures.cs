using Tasker.Caching.Engine;

namespace Tasker.Caching.Near;

/// <summary>Remembers why entries have lately left, by the hashes of their keys. A newer one takes the place of an older one; only misses ask.</summary>
/// <remarks>A false answer makes a number wrong by one, no more.</remarks>
internal sealed class NearDepartures
{
    private const int Places = 1 << 14;

    // The hash is the high half, the reason, counted from one, the low one.
    private readonly ulong[] _places = new ulong[Places];

    /// <summary>Remembers a key. The tier's lock is held.</summary>
    public void Remember(string key, MissReason reason)
    {
        var hash = (uint)key.GetHashCode();
        Volatile.Write(ref _places[hash % Places], ((ulong)hash << 32) | ((uint)reason + 1));
    }

    public MissReason Find(string key)
    {
        var hash = (uint)key.GetHashCode();
        var found = Volatile.Read(ref _places[hash % Places]);
        return found != 0 && found >> 32 == hash ? (MissReason)((uint)found - 1) : MissReason.Cold;
    }
}
