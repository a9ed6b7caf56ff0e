using System.Globalization;
using Tasker.Caching.Memcached.Protocol;

namespace Tasker.Caching.Memcached.Connections;

/// <summary>What a server says of itself.</summary>
/// <param name="MaximumItem">The largest item, its key and what the server keeps beside it included.</param>
/// <param name="HasTokens">Whether items have tokens that change whenever they do (<c>cas</c>).</param>
internal sealed record ServerFacts(long MaximumItem, bool HasTokens)
{
    private const long DefaultMaximumItem = 1 << 20;

    // The header of an item, its token, its flags in text, and the end of its line.
    private const int Overhead = 96;

    /// <summary>The facts of a server that has said nothing.</summary>
    public static readonly ServerFacts Unknown = new(DefaultMaximumItem, HasTokens: true);

    public static ServerFacts From(in MemcachedReply settings)
    {
        var statistics = settings.Statistics;
        var hasMaximum = long.TryParse(statistics.GetValueOrDefault("item_size_max"), NumberStyles.None, CultureInfo.InvariantCulture, out var maximum);
        return new ServerFacts(hasMaximum ? maximum : DefaultMaximumItem, statistics.GetValueOrDefault("cas_enabled") != "no");
    }

    /// <summary>Says whether a value can be stored under a key.</summary>
    public bool Holds(int keyLength, long valueLength) => keyLength + valueLength + Overhead <= MaximumItem;

    /// <summary>Gets how long a value under a key may be.</summary>
    public int LongestValue(int keyLength) => (int)Math.Clamp(MaximumItem - keyLength - Overhead, 0, int.MaxValue);
}
