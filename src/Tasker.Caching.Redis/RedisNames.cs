using System.Globalization;
using System.Text;

namespace Tasker.Caching.Redis;

/// <summary>The names of what a deployment has in Redis beside its entries.</summary>
internal sealed class RedisNames
{
    private const string Escaped = ":{}*@%";

    private readonly string _prefix;

    public RedisNames(string prefix)
    {
        _prefix = Escape(prefix);
        Log = $"{{{_prefix}}}:evictions";
        Instances = $"{{{_prefix}:instances}}";
    }

    /// <summary>Gets the key of the eviction log.</summary>
    public string Log { get; }

    /// <summary>Gets the key of the directory of instances. What each says is in a key of its own, in the same slot.</summary>
    public string Instances { get; }

    /// <summary>Gets the channel on which evictions are announced. Channels know no databases: their name has to.</summary>
    public string EvictionsOf(int database) => ChannelOf(database, "evictions");

    /// <summary>Gets the channel on which the ends of leases are announced.</summary>
    public string LeasesOf(int database) => ChannelOf(database, "leases");

    private string ChannelOf(int database, string what) => string.Create(CultureInfo.InvariantCulture, $"{_prefix}@{database}:{what}");

    /// <summary>Gets the key of an entry's lease, in the slot of the entry.</summary>
    public static string LeaseOf(string key) => $"{{{key}}}:lease";

    private static string Escape(string prefix)
    {
        var escaped = new StringBuilder(prefix.Length);
        foreach (var c in prefix)
        {
            if (char.IsControl(c) || Escaped.Contains(c, StringComparison.Ordinal))
            {
                escaped.Append('%').Append(((int)c).ToString("X2", CultureInfo.InvariantCulture));
            }
            else
            {
                escaped.Append(c);
            }
        }

        return escaped.ToString();
    }
}
