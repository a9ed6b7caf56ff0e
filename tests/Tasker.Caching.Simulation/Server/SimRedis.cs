using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tasker.Caching.Simulation.Lua;

namespace Tasker.Caching.Simulation.Server;

/// <summary>A Redis server with the commands that the shipped code and its scripts call. A test compares it with a real one, reply by reply.</summary>
/// <param name="microseconds">Tells the time since 1970 in microseconds.</param>
internal sealed class SimRedis(Func<long> microseconds)
{
    private const string Full = "OOM command not allowed when used memory > 'maxmemory'.";
    private const string WrongType = "WRONGTYPE Operation against a key holding the wrong kind of value";
    private const string Flags = "#!lua flags=allow-oom\n";

    private readonly Dictionary<string, Item> _items = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _scripts = new(StringComparer.Ordinal);
    private bool _mayGrow;
    private long _now;

    /// <summary>Gets or sets which reign of which server this is.</summary>
    public string ReplicationId { get; set; } = string.Empty;

    /// <summary>Gets or sets a value indicating whether the server has no memory left.</summary>
    public bool IsFull { get; set; }

    /// <summary>Raised with the channel and the message of every PUBLISH.</summary>
    public event Action<string, byte[]>? Published;

    private sealed class Item
    {
        public byte[]? Text { get; set; }

        public SortedSet? Set { get; set; }

        public long ExpiresAt { get; set; } = long.MaxValue;

        public Item Copy() => new() { Text = Text, Set = Set?.Copy(), ExpiresAt = ExpiresAt };
    }

    /// <summary>Takes over what another server holds, as a replica does.</summary>
    public void CopyFrom(SimRedis other)
    {
        _items.Clear();
        foreach (var (key, item) in other._items)
        {
            _items.Add(key, item.Copy());
        }
    }

    public void Flush() => _items.Clear();

    public void FlushScripts() => _scripts.Clear();

    public void Remove(string key) => _items.Remove(key);

    /// <summary>Runs a script by its text or the hash of that.</summary>
    public object? Evaluate(string? text, byte[]? hash, byte[][] keys, byte[][] values)
    {
        if (text is null)
        {
            if (!_scripts.TryGetValue(Convert.ToHexStringLower(hash!), out text))
            {
                return new RedisError("NOSCRIPT No matching script. Please use EVAL.");
            }
        }
        else
        {
            // The name of a script is its SHA-1.
#pragma warning disable CA5350
            _scripts.TryAdd(Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(text))), text);
#pragma warning restore CA5350
        }

        var mayGrow = text.StartsWith(Flags, StringComparison.Ordinal);
        return Step(mayGrow, () => LuaEngine.Current.Run(mayGrow ? text[Flags.Length..] : text, keys, values, Execute));
    }

    /// <summary>Executes a command of a client.</summary>
    public object? Call(string command, params byte[][] arguments) => Step(false, () => Execute(command, arguments));

    private object? Step(bool mayGrow, Func<object?> step)
    {
        // Time stands still for as long as a step takes.
        _now = microseconds();
        _mayGrow = mayGrow || !IsFull;
        return step();
    }

    private object? Execute(string command, byte[][] arguments) => command.ToUpperInvariant() switch
    {
        "GET" => Get(Name(arguments[0])),
        "SET" => Set(Name(arguments[0]), arguments),
        "GETRANGE" => GetRange(Name(arguments[0]), (int)Number(arguments[1]), (int)Number(arguments[2])),
        "SETRANGE" => SetRange(Name(arguments[0]), (int)Number(arguments[1]), arguments[2]),
        "UNLINK" => (long)arguments.Count(key => Find(Name(key)) is not null && _items.Remove(Name(key))),
        "PEXPIRE" => Expire(Name(arguments[0]), Number(arguments[1])),
        "ZADD" => Add(Name(arguments[0]), arguments),
        "ZRANGE" => Range(Name(arguments[0]), (int)Number(arguments[1]), (int)Number(arguments[2])),
        "ZRANGEBYSCORE" => RangeByScore(Name(arguments[0]), Name(arguments[1]), Name(arguments[2]), arguments, isReversed: false),
        "ZREVRANGEBYSCORE" => RangeByScore(Name(arguments[0]), Name(arguments[2]), Name(arguments[1]), arguments, isReversed: true),
        "ZREMRANGEBYSCORE" => RemoveByScore(Name(arguments[0]), Name(arguments[1]), Name(arguments[2])),
        "PUBLISH" => Publish(Name(arguments[0]), arguments[1]),
        "TIME" => new object?[] { Digits(_now / 1_000_000), Digits(_now % 1_000_000) },
        "INFO" => Info(Name(arguments[0])),
        "PING" => "PONG",
        _ => throw new InvalidOperationException($"The simulated server does not know {command}."),
    };

    private static string Name(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    private static long Number(byte[] bytes) => long.Parse(bytes, CultureInfo.InvariantCulture);

    private static byte[] Digits(long number) => Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));

    private Item? Find(string key)
    {
        if (!_items.TryGetValue(key, out var item))
        {
            return null;
        }

        if (item.ExpiresAt > _now)
        {
            return item;
        }

        _items.Remove(key);
        return null;
    }

    private object? Get(string key) => Find(key) switch
    {
        null => null,
        { Text: { } text } => text,
        _ => new RedisError(WrongType),
    };

    private object Set(string key, byte[][] arguments)
    {
        if (!_mayGrow)
        {
            return new RedisError(Full);
        }

        var life = arguments.Length > 2 ? _now + (Number(arguments[3]) * 1000) : long.MaxValue;
        _items[key] = new Item { Text = arguments[1], ExpiresAt = life };
        return "OK";
    }

    private object GetRange(string key, int first, int last)
    {
        var item = Find(key);
        if (item is { Text: null })
        {
            return new RedisError(WrongType);
        }

        var text = item?.Text ?? [];
        var end = Math.Min(last + 1, text.Length);
        return first >= end ? [] : text[first..end];
    }

    private object SetRange(string key, int offset, byte[] part)
    {
        if (!_mayGrow)
        {
            return new RedisError(Full);
        }

        var item = Find(key);
        if (item is { Text: null })
        {
            return new RedisError(WrongType);
        }

        item ??= _items[key] = new Item { Text = [] };
        var text = item.Text!;
        var changed = new byte[Math.Max(text.Length, offset + part.Length)];
        text.CopyTo(changed, 0);
        part.CopyTo(changed, offset);
        item.Text = changed;
        return (long)changed.Length;
    }

    private object Expire(string key, long milliseconds)
    {
        if (Find(key) is not { } item)
        {
            return 0L;
        }

        item.ExpiresAt = _now + (milliseconds * 1000);
        return 1L;
    }

    private object Add(string key, byte[][] arguments)
    {
        if (!_mayGrow)
        {
            return new RedisError(Full);
        }

        var item = Find(key);
        if (item is { Set: null })
        {
            return new RedisError(WrongType);
        }

        item ??= _items[key] = new Item { Set = new SortedSet() };
        var added = 0L;
        for (var i = 1; i < arguments.Length; i += 2)
        {
            added += item.Set!.Set(Name(arguments[i + 1]), double.Parse(arguments[i], CultureInfo.InvariantCulture)) ? 1 : 0;
        }

        return added;
    }

    private object Range(string key, int first, int last)
    {
        var item = Find(key);
        if (item is { Set: null })
        {
            return new RedisError(WrongType);
        }

        var count = item?.Set?.Count ?? 0;
        first = first < 0 ? Math.Max(0, first + count) : first;
        last = last < 0 ? last + count : Math.Min(last, count - 1);
        return Members(item?.Set, first, last + 1, isReversed: false, withScores: true, (0, int.MaxValue));
    }

    private object RangeByScore(string key, string least, string most, byte[][] arguments, bool isReversed)
    {
        var item = Find(key);
        if (item is { Set: null })
        {
            return new RedisError(WrongType);
        }

        var limit = Array.FindIndex(arguments, static argument => argument.AsSpan().SequenceEqual("LIMIT"u8));
        var part = limit < 0 ? (0, int.MaxValue) : ((int)Number(arguments[limit + 1]), (int)Number(arguments[limit + 2]));
        var (first, end) = item?.Set?.Between(ScoreLimit.Parse(least), ScoreLimit.Parse(most)) ?? (0, 0);
        return Members(item?.Set, first, end, isReversed, Array.Exists(arguments, static argument => argument.AsSpan().SequenceEqual("WITHSCORES"u8)), part);
    }

    private static object?[] Members(SortedSet? set, int first, int end, bool isReversed, bool withScores, (int Skip, int Take) part)
    {
        var found = new List<object?>();
        for (var i = part.Skip; set is not null && i < end - first && i - part.Skip < part.Take; i++)
        {
            var (score, member) = set[isReversed ? end - 1 - i : first + i];
            found.Add(Encoding.Latin1.GetBytes(member));
            if (withScores)
            {
                found.Add(Encoding.ASCII.GetBytes(ScoreText(score)));
            }
        }

        return [.. found];
    }

    // As "%.17g" writes it.
    private static string ScoreText(double score) =>
        score == Math.Floor(score) && Math.Abs(score) < 1e17
            ? ((long)score).ToString(CultureInfo.InvariantCulture)
            : double.IsInfinity(score) ? (score > 0 ? "inf" : "-inf") : score.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant();

    private long RemoveByScore(string key, string least, string most)
    {
        if (Find(key)?.Set is not { } set)
        {
            return 0;
        }

        var (first, end) = set.Between(ScoreLimit.Parse(least), ScoreLimit.Parse(most));
        set.Remove(first, Math.Max(first, end));
        if (set.Count == 0)
        {
            _items.Remove(key);
        }

        return Math.Max(0, end - first);
    }

    private long Publish(string channel, byte[] message)
    {
        Published?.Invoke(channel, message);
        return 0;
    }

    private object Info(string section) => Encoding.ASCII.GetBytes(section switch
    {
        "replication" => $"# Replication\r\nrole:master\r\nmaster_replid:{ReplicationId}\r\n",
        "memory" => "# Memory\r\nmaxmemory_policy:noeviction\r\n",
        _ => string.Empty,
    });
}
