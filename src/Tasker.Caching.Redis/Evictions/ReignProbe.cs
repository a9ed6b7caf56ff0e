using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Tasker.Caching.Redis.Connections;
using Tasker.Caching.Redis.Scripts;

namespace Tasker.Caching.Redis.Evictions;

/// <summary>Finds out what the primary of the log can do and who tells its identity, and says once what is weaker for it.</summary>
internal sealed class ReignProbe(RedisConnection connection, RedisKey[] keys, ILogger logger)
{
    /// <summary>What stands in place of an identity that the server does not tell.</summary>
    public const string Unknown = "-";

    /// <summary>The same, after a connect: it may be another server's.</summary>
    public const string Doubted = "?";

    private const string IdentityUnknown =
        "The server tells neither scripts nor this client which server it is (INFO is refused): every start and reconnect of an instance makes everything cached void, and a failover that breaks no connection is not noticed.";

    private static readonly RedisScript Probe = RedisScript.LoadOfLog("probe");

    private string _saidPolicy = string.Empty;
    private bool _saidWeaker;
    private volatile bool _isIdentityUnknown;

    /// <summary>Gets what is weaker for what the last answer lacked. Not of <see cref="RedisConnection.Traits"/>, which every connect forgets.</summary>
    public IReadOnlyList<string> Limits => _isIdentityUnknown ? [IdentityUnknown] : [];

    /// <summary>Asks, unless that was done since the last connect.</summary>
    public async ValueTask<ServerTraits> ReadAsync() => connection.Traits ?? await ReadTraitsAsync().ConfigureAwait(false);

    private async Task<ServerTraits> ReadTraitsAsync()
    {
        var connects = connection.Connects;
        var (answer, understandsFlags) = await EvaluateAsync().ConfigureAwait(false);
        var identity = answer[0].IsNullOrEmpty
            ? await AskAsync().ConfigureAwait(false) == Unknown ? ReignIdentity.None : ReignIdentity.OfClient
            : ReignIdentity.OfScripts;
        var traits = new ServerTraits(understandsFlags, identity, (string?)answer[1] ?? string.Empty);
        Report(traits);
        if (connects == connection.Connects)
        {
            connection.Traits = traits;
        }

        return traits;
    }

    // Not by what an error says: servers word it as they like. What runs without flags only does not know them; what does not run at all is another matter.
    private async Task<(RedisValue[] Answer, bool UnderstandsFlags)> EvaluateAsync()
    {
        try
        {
            return ((RedisValue[])(await Probe.EvaluateAsync(connection, keys, [], withFlags: true).ConfigureAwait(false))!, true);
        }
        catch (RedisServerException)
        {
            return ((RedisValue[])(await Probe.EvaluateAsync(connection, keys, []).ConfigureAwait(false))!, false);
        }
    }

    /// <summary>Asks the server itself for the identity of its reign.</summary>
    /// <returns><see cref="Unknown"/> if it does not tell.</returns>
    public async Task<string> AskAsync()
    {
        // Of several primaries it is not known which one would answer.
        if (connection.IsCluster)
        {
            return Unknown;
        }

        try
        {
            var replication = await AskAsync("replication").ConfigureAwait(false);
            var replid = ValueOf(replication, "master_replid:");
            var identity = replid.AsSpan().ContainsAnyExcept('0') ? replid : ValueOf(await AskAsync("server").ConfigureAwait(false), "run_id:");
            return identity.Length > 0 ? identity : Unknown;
        }
        catch (Exception exception) when (exception is RedisCommandException or RedisServerException)
        {
            // The host's connection takes it for a command of administrators, or this user may not ask.
            return Unknown;
        }
    }

    private async Task<string> AskAsync(string section) =>
        (string?)await connection.CallAsync(section, static (database, section) => database.ExecuteAsync("INFO", [section], CommandFlags.DemandMaster)).ConfigureAwait(false) ?? string.Empty;

    private static string ValueOf(string info, string name)
    {
        var begin = info.IndexOf(name, StringComparison.Ordinal);
        return begin < 0 ? string.Empty : info[(begin + name.Length)..].Split('\r', '\n')[0];
    }

    private void Report(ServerTraits traits)
    {
        _isIdentityUnknown = traits.Identity == ReignIdentity.None;
        if (traits.Identity == ReignIdentity.None && !_saidWeaker)
        {
            _saidWeaker = true;
            logger.IdentityUnknown(connection.Servers);
        }

        if (traits.MaxMemoryPolicy.StartsWith("allkeys-", StringComparison.Ordinal) && traits.MaxMemoryPolicy != _saidPolicy)
        {
            _saidPolicy = traits.MaxMemoryPolicy;
            logger.LogMayBeEvicted(connection.Servers, traits.MaxMemoryPolicy);
        }
    }
}
