using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;
using Tasker.OutputCache.Redis.Connections;

namespace Tasker.OutputCache.Redis.Scripts;

/// <summary>A script of this assembly, run by its hash, and by its text where the server has forgotten it.</summary>
/// <remarks>
/// A script with flags begins with a line that servers before Redis 7 don't understand; they get the script without it.
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
    public Task<RedisResult> EvaluateAsync(RedisConnection connection, RedisKey[] keys, RedisValue[] values)
    {
        return connection.CallAsync((this, connection, keys, values), static (database, call) =>
            call.Item1._flagged is { } flagged && !call.connection.RefusesScriptFlags
                ? call.Item1.EvaluateFlaggedAsync(flagged, call.connection, database, call.keys, call.values)
                : EvaluateAsync(call.Item1._plain, database, call.keys, call.values));
    }

    private async Task<RedisResult> EvaluateFlaggedAsync(Variant flagged, RedisConnection connection, IDatabase database, RedisKey[] keys, RedisValue[] values)
    {
        try
        {
            return await EvaluateAsync(flagged, database, keys, values).ConfigureAwait(false);
        }
        catch (RedisServerException exception) when (IsAboutFlags(exception.Message))
        {
            connection.RefusesScriptFlags = true;
            return await EvaluateAsync(_plain, database, keys, values).ConfigureAwait(false);
        }
    }

    // "Error compiling script (new function): user_script:1: unexpected symbol near '#'", "Unexpected flag in script shebang".
    private static bool IsAboutFlags(string error) =>
        error.Contains("compiling script", StringComparison.OrdinalIgnoreCase) || error.Contains("shebang", StringComparison.OrdinalIgnoreCase);

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
