using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;
using Tasker.Caching.Redis.Connections;

namespace Tasker.Caching.Redis.Scripts;

/// <summary>A script of this assembly, run by its hash, and by its text where the server has forgotten it.</summary>
/// <remarks>
/// A script with flags begins with a line that Redis 7 and Valkey understand; other servers get the script without it.
/// </remarks>
internal sealed class RedisScript
{
    private const string AllowOutOfMemory = "#!lua flags=allow-oom\n";
    private static readonly Assembly Assembly = typeof(RedisScript).Assembly;

    private readonly Variant _plain;
    private readonly Variant? _flagged;

    /// <summary>Initializes a script.</summary>
    /// <param name="text">The script.</param>
    /// <param name="flags">The line of flags to set before it, or <see langword="null"/>.</param>
    internal RedisScript(string text, string? flags)
    {
        _plain = new Variant(text);
        _flagged = flags is null ? null : new Variant(flags + text);
    }

    /// <summary>Loads a script that needs memory only if the server has some.</summary>
    public static RedisScript Load(string name) => new(Read(name), null);

    /// <summary>Loads a script of the eviction log, which must not be refused for lack of memory.</summary>
    public static RedisScript LoadOfLog(string name) => new(Read("log") + Read(name), AllowOutOfMemory);

    private static string Read(string name)
    {
        using var stream = Assembly.GetManifestResourceStream($"{name}.lua")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Runs the script on the primary that has its first key.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="values">The other arguments.</param>
    /// <param name="withFlags">Whether the server understands flags.</param>
    public Task<RedisResult> EvaluateAsync(RedisConnection connection, RedisKey[] keys, RedisValue[] values, bool withFlags = false) =>
        connection.CallAsync(
            (Variant: withFlags && _flagged is { } flagged ? flagged : _plain, keys, values),
            static (database, call) => EvaluateAsync(call.Variant, database, call.keys, call.values));

    private static async Task<RedisResult> EvaluateAsync(Variant variant, IDatabase database, RedisKey[] keys, RedisValue[] values)
    {
        try
        {
            return await database.ScriptEvaluateAsync(variant.Hash, keys, values, CommandFlags.DemandMaster).ConfigureAwait(false);
        }
        catch (RedisServerException exception) when (exception.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // Not through the client's own cache of scripts: it believes that the server still has them.
            return await database.ScriptEvaluateAsync(variant.Text, keys, values, CommandFlags.DemandMaster | CommandFlags.NoScriptCache).ConfigureAwait(false);
        }
    }

    private sealed class Variant(string text)
    {
        public string Text { get; } = text;

        // The name that Redis gives a script is its SHA-1.
#pragma warning disable CA5350
        public byte[] Hash { get; } = SHA1.HashData(Encoding.UTF8.GetBytes(text));
#pragma warning restore CA5350
    }
}
