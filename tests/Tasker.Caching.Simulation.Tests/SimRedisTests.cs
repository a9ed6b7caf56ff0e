using System.Globalization;
using System.Text;
using Tasker.Caching.Simulation.Lua;
using Tasker.Caching.Simulation.Scheduling;
using Tasker.Caching.Simulation.Server;
using Tasker.OutputCache.TestUtilities.Servers;
using Xunit;

namespace Tasker.Caching.Simulation.Tests;

/// <summary>The simulated server, compared with a real one: the same scripts with the same random arguments, reply by reply, message by message, key by key.</summary>
public sealed class SimRedisTests : IAsyncLifetime
{
    private const int Steps = 3000;
    private const string Log = "{sim}:evictions";
    private const string Channel = "sim@0:evictions";

    // Above any clock: what the scripts write depends on what the callers know, and not on when they call.
    private const long FirstSequence = 4_000_000_000_000_000;
    private const long Stride = 1_000_000_000_000;

    private static readonly string[] Keys = ["entry", "another:entry"];
    private static readonly string[] Tokens = ["token one", "token two", ""];
    private static readonly string[] Tags = ["analytics", "analytics|namespace=a", "ta\"g\\ /\u00e9", "~analytics", "x"];

    private readonly SimRandom _random = new(20_261_130);
    private readonly List<string> _published = [];
    private readonly SimRedis _simulated = new(Microseconds);
    private RedisServer _server = null!;
    private RespConnection _connection = null!;
    private RespConnection _subscription = null!;
    private long _known = FirstSequence;
    private string _generation = "g0";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static long Microseconds() => (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartNewAsync(cancellationToken: Token);
        _connection = await _server.ConnectAsync(Token);
        _subscription = await _server.ConnectAsync(Token);
        await _subscription.ExecuteAsync(["SUBSCRIBE", Channel], Token);
        _simulated.ReplicationId = (await _server.InfoAsync("replication", Token))["master_replid"];
        _simulated.Published += (_, message) => _published.Add(Encoding.UTF8.GetString(message));
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _subscription.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Evaluate_RandomArguments_RepliesAsRedisDoes()
    {
        for (var step = 0; step < Steps; step++)
        {
            switch (_random.Next(12))
            {
                case < 4:
                    await AppendAsync(step);
                    break;
                case < 6:
                    await ReadSinceAsync(step);
                    break;
                case 6:
                    await ForgetAsync(step);
                    break;
                case 7:
                    await CompareAsync(step, "fill", [Key(out var filled), Lease(filled)], [$"TC{Digits()}body {step}", "60000", Pick(Tokens), "2", "17", Channel, filled]);
                    break;
                case 8:
                    await CompareAsync(step, "lease", [Lease(Pick(Keys))], [Pick(Tokens), "60000", Pick("0", "1"), Digits(), Digits()]);
                    break;
                case 9:
                    await CompareAsync(step, "end-lease", [Lease(Pick(Keys))], [Pick(Tokens), Pick("0", "60000"), Channel, "entry"]);
                    break;
                default:
                    await CompareAsync(step, "read", [Key(out var read), Lease(read)], [Pick(Tokens), "60000", Pick("", "TC"), Digits(), Digits()]);
                    break;
            }

            await CompareStateAsync(step);
        }

        Assert.True(_published.Count > 100);
    }

    private Task AppendAsync(int step)
    {
        _known += Stride * (1 + _random.Next(3));
        var known = _random.Next(4) == 0 ? $"{_known} {_generation}" : _known.ToString(CultureInfo.InvariantCulture);

        // What is older than five strides is forgotten, now and then.
        var retention = Microseconds() - (_random.Next(5) == 0 ? _known - (5 * Stride) + (Stride / 2) : 0);
        string[] tags = [.. Tags.Where(_ => _random.Chance(0.4))];
        return CompareAsync(step, "append", [Log], [known, Text(retention), $"g{step}", "", Channel, .. tags.Length == 0 ? ["x"] : tags], isOfLog: true);
    }

    private Task ReadSinceAsync(int step) => CompareAsync(
        step,
        "read-since",
        [Log],
        [Pick(_generation, "", "other"), Text(_known - (Stride * _random.Next(12))), Text(_random.Next(6) == 0 ? _known + Stride : FirstSequence), Pick("1", "2", "1000"), $"r{step}", ""],
        isOfLog: true);

    private async Task ForgetAsync(int step)
    {
        string[] command = _random.Next(4) switch
        {
            0 => ["UNLINK", Log],
            1 => ["SET", "entry", "of another kind"],
            2 => ["ZADD", "another:entry", "1", "member"],
            _ => ["ZADD", Log, Pick("-5", "0.5", "1e17"), Pick("x", "@odd")],
        };
        var expected = await AskAsync(command);
        var reply = Describe(_simulated.Call(command[0], [.. command[1..].Select(Encoding.UTF8.GetBytes)]));
        Assert.True(expected == reply, $"step {step}, {string.Join(' ', command)}: {reply} and not {expected}");
    }

    private async Task CompareAsync(int step, string script, string[] keys, string[] values, bool isOfLog = false)
    {
        var text = (isOfLog ? Read("log") : string.Empty) + Read(script);
        if (isOfLog)
        {
            text = "#!lua flags=allow-oom\n" + text;
        }

        var published = _published.Count;
        var expected = await AskAsync(["EVAL", text, keys.Length.ToString(CultureInfo.InvariantCulture), .. keys, .. values]);
        var answer = _simulated.Evaluate(text, null, [.. keys.Select(Encoding.UTF8.GetBytes)], [.. values.Select(Encoding.UTF8.GetBytes)]);
        if (script == "read-since" && answer is object?[] { Length: > 3 } page)
        {
            // The time of the server.
            page[3] = "time"u8.ToArray();
            expected = WithoutTime(expected);
        }

        if (isOfLog && answer is object?[] { Length: > 0 } fields && fields[0] is byte[] generation)
        {
            _generation = Encoding.UTF8.GetString(generation);
            _known = Math.Max(_known, long.Parse((byte[])fields[2]!, CultureInfo.InvariantCulture));
        }

        Assert.True(expected == Describe(answer), $"step {step}, {script} {string.Join(' ', values)}: {Describe(answer)} and not {expected}");
        for (; published < _published.Count; published++)
        {
            var message = (await _subscription.ReceiveAsync(Token)).Items[2].Text;
            Assert.Equal(message, _published[published]);
        }
    }

    private static string WithoutTime(string page)
    {
        var fields = page.Split(", ");
        fields[3] = "time";
        return string.Join(", ", fields);
    }

    private async Task CompareStateAsync(int step)
    {
        foreach (var key in (string[])["entry", "another:entry", Lease("entry"), Lease("another:entry"), Log])
        {
            string[] command = (await AskAsync(["TYPE", key])) == "zset" ? ["ZRANGE", key, "0", "-1", "WITHSCORES"] : ["GET", key];
            var expected = await AskAsync(command);
            var held = Describe(_simulated.Call(command[0], [.. command[1..].Select(Encoding.UTF8.GetBytes)]));
            Assert.True(expected == held, $"step {step}, {key}: {held} and not {expected}");
        }
    }

    private async Task<string> AskAsync(string[] command)
    {
        try
        {
            return (await _connection.ExecuteAsync(command, Token)).ToString();
        }
        catch (RespErrorException exception)
        {
            return exception.Message;
        }
    }

    private static string Describe(object? reply) => reply switch
    {
        null => "(nil)",
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        object?[] items => $"[{string.Join(", ", items.Select(Describe))}]",
        RedisError error => error.Message,
        _ => Convert.ToString(reply, CultureInfo.InvariantCulture)!,
    };

    private string Pick(params string[] from) => _random.Pick(from);

    private string Key(out string key) => key = Pick(Keys);

    private static string Lease(string key) => $"{{{key}}}:lease";

    private string Digits() => _random.Next(20).ToString("x16", CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Read(string name)
    {
        using var stream = typeof(RedisTierOptions).Assembly.GetManifestResourceStream($"{name}.lua")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
