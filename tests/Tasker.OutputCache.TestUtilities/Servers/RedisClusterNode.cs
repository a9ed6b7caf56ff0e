using System.Globalization;

namespace Tasker.OutputCache.TestUtilities.Servers;

/// <summary>What one node of a cluster says about another (a line of CLUSTER NODES).</summary>
internal sealed record RedisClusterNode(string Id, int Port, bool IsMaster, bool HasFailed, string MasterId, IReadOnlyList<(int First, int Last)> Slots)
{
    public bool Owns(int slot) => Slots.Any(range => slot >= range.First && slot <= range.Last);

    // <id> <ip:port@bus> <flags> <master> <ping-sent> <pong-recv> <epoch> <link> <slot> <slot> ...
    public static RedisClusterNode Parse(string line)
    {
        var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var address = parts[1].Split('@')[0];
        var flags = parts[2].Split(',');

        return new RedisClusterNode(
            parts[0],
            int.Parse(address[(address.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture),
            flags.Contains("master"),
            flags.Contains("fail"),
            parts[3],
            // A slot that is being moved stands in brackets, beside its range.
            [.. parts[8..].Where(slots => slots[0] != '[').Select(ParseSlots)]);
    }

    private static (int First, int Last) ParseSlots(string slots)
    {
        var bounds = slots.Split('-');
        return (int.Parse(bounds[0], CultureInfo.InvariantCulture), int.Parse(bounds[^1], CultureInfo.InvariantCulture));
    }
}
