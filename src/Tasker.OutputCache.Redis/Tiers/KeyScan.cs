using System.Globalization;
using System.Text;
using StackExchange.Redis;
using Tasker.OutputCache.Redis.Connections;
using Tasker.OutputCache.Redis.Scripts;

namespace Tasker.OutputCache.Redis.Tiers;

/// <summary>Looks through the keys of every primary, a page at a time, and removes those that match.</summary>
internal sealed class KeyScan
{
    private const int PageSize = 500;

    // A primary of one slot in 16,384 is found within this many tries, but for one case in 10^26.
    private const int MaximumTries = 1_000_000;
    private static readonly RedisScript Scan = RedisScript.Load("scan");

    private readonly RedisConnection _connection;
    private readonly RedisValue _pattern;

    public KeyScan(RedisConnection connection, string pattern)
    {
        _connection = connection;
        _pattern = Escape(pattern);
    }

    /// <summary>Escapes what is special in Redis beside <c>*</c> and <c>?</c>.</summary>
    internal static string Escape(string pattern)
    {
        var escaped = new StringBuilder(pattern.Length);
        foreach (var c in pattern)
        {
            if (c is '[' or ']' or '\\')
            {
                escaped.Append('\\');
            }

            escaped.Append(c);
        }

        return escaped.ToString();
    }

    public async Task<long> RemoveAsync(CancellationToken cancellationToken)
    {
        var cluster = await ClusterOfAsync().ConfigureAwait(false);
        if (cluster is null)
        {
            // Any key leads to the one primary.
            return await RemoveAsync("0", isCluster: false, cancellationToken).ConfigureAwait(false);
        }

        var removed = 0L;
        foreach (var key in KeyPerPrimary(cluster))
        {
            removed += await RemoveAsync(key, isCluster: true, cancellationToken).ConfigureAwait(false);
        }

        return removed;
    }

    private async Task<ClusterConfiguration?> ClusterOfAsync()
    {
        foreach (var endPoint in _connection.Multiplexer.GetEndPoints(configuredOnly: false))
        {
            var server = _connection.Multiplexer.GetServer(endPoint);
            if (server.IsConnected)
            {
                return server.ServerType == ServerType.Cluster ? await server.ClusterNodesAsync().ConfigureAwait(false) : null;
            }
        }

        return null;
    }

    private IEnumerable<RedisKey> KeyPerPrimary(ClusterConfiguration cluster)
    {
        var primaries = cluster.Nodes.Where(static node => node.Slots.Count > 0).ToList();
        for (var i = 0; primaries.Count > 0 && i < MaximumTries; i++)
        {
            RedisKey key = i.ToString(CultureInfo.InvariantCulture);
            var slot = _connection.Multiplexer.HashSlot(key);
            var owner = primaries.FindIndex(node => node.Slots.Any(range => range.From <= slot && slot <= range.To));
            if (owner >= 0)
            {
                primaries.RemoveAt(owner);
                yield return key;
            }
        }
    }

    private async Task<long> RemoveAsync(RedisKey keyOfServer, bool isCluster, CancellationToken cancellationToken)
    {
        var removed = 0L;
        RedisValue cursor = "0";
        do
        {
            var page = (RedisValue[])(await Scan.EvaluateAsync(_connection, [keyOfServer], [cursor, _pattern, PageSize])
                .Abandonable(cancellationToken).ConfigureAwait(false))!;
            cursor = page[0];

            // Leases and the log begin with a brace; no entry does.
            var keys = page.Skip(1).Select(static key => (string)key!).Where(static key => !key.StartsWith('{')).Select(static key => (RedisKey)key).ToArray();
            removed += await UnlinkAsync(keys, isCluster).Abandonable(cancellationToken).ConfigureAwait(false);
        }
        while (cursor != "0");

        return removed;
    }

    private async Task<long> UnlinkAsync(RedisKey[] keys, bool isCluster)
    {
        if (keys.Length == 0)
        {
            return 0;
        }

        // In a cluster every key of a command must be in one slot: a command for each, all sent together.
        object[][] commands = isCluster ? [.. keys.Select(static key => new object[] { key })] : [[.. keys]];
        var results = await Task.WhenAll(commands.Select(arguments =>
            _connection.CallAsync(arguments, static (database, arguments) => database.ExecuteAsync("UNLINK", arguments)))).ConfigureAwait(false);
        return results.Sum(static result => (long)result);
    }
}
