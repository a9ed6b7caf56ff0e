using System.Globalization;
using System.Text;
using StackExchange.Redis;
using Tasker.Caching.Backends;
using Tasker.Caching.Redis.Connections;
using Tasker.Caching.Redis.Scripts;

namespace Tasker.Caching.Redis.Tiers;

/// <summary>Looks through the keys of every primary, a page at a time, and removes those entries of this deployment that match.</summary>
/// <remarks>Whose keys they are, and whether they match, is decided here: the server lists everybody's, and takes long over patterns with many stars.</remarks>
internal sealed class KeyScan
{
    private const int PageSize = 500;
    private const int StarsOnServer = 2;

    // A primary of one slot in 16,384 is found within this many tries, but for one case in 10^26.
    private const int MaximumTries = 1_000_000;
    private static readonly RedisScript Scan = RedisScript.Load("scan");

    private readonly RedisConnection _connection;
    private readonly string _head;
    private readonly string _pattern;
    private readonly RedisValue _patternOnServer;

    /// <param name="connection">The connection.</param>
    /// <param name="head">How the keys of this deployment's entries begin.</param>
    /// <param name="pattern">The pattern.</param>
    public KeyScan(RedisConnection connection, string head, string pattern)
    {
        _connection = connection;
        _head = head;
        _pattern = pattern;
        _patternOnServer = Escape(Widen(pattern));
    }

    /// <summary>Cuts a pattern after its second star. What matches the whole matches this, too.</summary>
    internal static string Widen(string pattern)
    {
        var end = -1;
        for (var stars = 0; stars < StarsOnServer; stars++)
        {
            end = pattern.IndexOf('*', end + 1);
            if (end < 0)
            {
                return pattern;
            }
        }

        return pattern[..(end + 1)];
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
        if (!_connection.IsCluster)
        {
            // Any key leads to the one primary; this user may have to keep to his own.
            return await RemoveAsync(_head, isCluster: false, cancellationToken).ConfigureAwait(false);
        }

        var removed = 0L;
        foreach (var key in KeyPerPrimary(Primaries()))
        {
            removed += await RemoveAsync(key, isCluster: true, cancellationToken).ConfigureAwait(false);
        }

        return removed;
    }

    // As the client knows the cluster; CLUSTER SLOTS it takes for a command of administrators.
    private List<List<(int First, int Last)>> Primaries()
    {
        var multiplexer = _connection.Multiplexer;
        var cluster = multiplexer.GetEndPoints(configuredOnly: false)
            .Select(endPoint => multiplexer.GetServer(endPoint))
            .Where(static server => server.IsConnected)
            .Select(static server => server.ClusterConfiguration)
            .FirstOrDefault(static cluster => cluster is not null)
            ?? throw new RedisUnavailableException("The nodes of the cluster are not known yet.");
        return [.. cluster.Nodes
            .Where(static node => !node.IsReplica && node.Slots.Count > 0)
            .Select(static node => node.Slots.Select(static range => (range.From, range.To)).ToList())];
    }

    private IEnumerable<RedisKey> KeyPerPrimary(List<List<(int First, int Last)>> primaries)
    {
        for (var i = 0; primaries.Count > 0 && i < MaximumTries; i++)
        {
            RedisKey key = _head + i.ToString(CultureInfo.InvariantCulture);
            var slot = _connection.Multiplexer.HashSlot(key);
            var owner = primaries.FindIndex(ranges => ranges.Any(range => range.First <= slot && slot <= range.Last));
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
            var page = (RedisValue[])(await Scan.EvaluateAsync(_connection, [keyOfServer], [cursor, _patternOnServer, PageSize])
                .Abandonable(cancellationToken).ConfigureAwait(false))!;
            cursor = page[0];

            // Leases, values and the log begin with a brace; no entry does.
            var keys = page.Skip(1).Select(static key => (string)key!).Where(IsMatch).Select(static key => (RedisKey)key).ToArray();
            removed += await UnlinkAsync(keys, isCluster).Abandonable(cancellationToken).ConfigureAwait(false);
        }
        while (cursor != "0");

        return removed;
    }

    private bool IsMatch(string key) => key.StartsWith(_head, StringComparison.Ordinal) && KeyPattern.Matches(key, _pattern);

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
