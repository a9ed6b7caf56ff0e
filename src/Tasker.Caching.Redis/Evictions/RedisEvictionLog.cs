using System.Globalization;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Tasker.Caching.Backends;
using Tasker.Caching.Redis.Connections;
using Tasker.Caching.Redis.Scripts;

namespace Tasker.Caching.Redis.Evictions;

/// <summary>The eviction log in one sorted set, touched by one script at a time.</summary>
internal sealed class RedisEvictionLog : IEvictionLog
{
    public const int DefaultPageSize = 1000;

    private const int FixedValues = 5;
    private static readonly RedisScript Append = RedisScript.LoadOfLog("append");
    private static readonly RedisScript ReadSince = RedisScript.LoadOfLog("read-since");

    private readonly RedisConnection _connection;
    private readonly RedisKey[] _keys;
    private readonly RedisKey _key;
    private readonly Func<int, string> _channel;
    private readonly TimeSpan _retention;
    private readonly int _pageSize;
    private readonly ILogger _logger;
    private readonly ReignProbe _probe;
    private string _reign = ReignProbe.Unknown;
    private int _connectsTrusted;
    private int _foreignMessages;

    public RedisEvictionLog(RedisConnection connection, string key, Func<int, string> channel, TimeSpan retention, ILogger logger, int pageSize = DefaultPageSize)
    {
        _connection = connection;
        _key = key;
        _keys = [_key];
        _channel = channel;
        _retention = retention;
        _logger = CacheGuard.Guarded(logger);
        _pageSize = pageSize;
        _probe = new ReignProbe(connection, _keys, logger);
        connection.Subscribe(channel, OnMessage);
        connection.Restored += OnRestored;

        // Asked at once, it can't answer: so an outage is known when it begins, and not when the log is read next.
        connection.Lost += () => CacheGuard.Raise(Interrupted);
    }

    public event Action<EvictionRecord>? Appended;

    public event Action? Interrupted;

    /// <summary>Gets what this log guarantees less than others, for what its server does not tell.</summary>
    public IReadOnlyList<string> Limits => _probe.Limits;

    private void OnRestored()
    {
        Volatile.Write(ref _foreignMessages, 0);
        CacheGuard.Raise(Interrupted);
    }

    private void OnMessage(RedisValue message)
    {
        if (EvictionMessage.Read((byte[]?)message) is { } record)
        {
            CacheGuard.Raise(Appended, record);
        }
        else if (Interlocked.Exchange(ref _foreignMessages, 1) == 0)
        {
            // Once for each connection: a client that can flood the channel must not flood the log.
            _logger.ForeignMessage();
        }
    }

    public async ValueTask<EvictionRecord> AppendAsync(IReadOnlyList<string> tags, string? generation, long known, CancellationToken cancellationToken)
    {
        var values = new RedisValue[FixedValues + tags.Count];
        values[0] = generation is null ? known : string.Create(CultureInfo.InvariantCulture, $"{known} {generation}");
        values[1] = _retention.Ticks / TimeSpan.TicksPerMicrosecond;
        values[2] = NewGeneration();
        values[4] = _connection.ChannelPrefix + _channel(_connection.Database);
        for (var i = 0; i < tags.Count; i++)
        {
            values[FixedValues + i] = tags[i];
        }

        var result = await EvaluateAsync(Append, values, reignAt: 3).Abandonable(cancellationToken).ConfigureAwait(false);
        var raised = Report(result[4]);
        return new EvictionRecord((string)result[0]!, (long)result[1], (long)result[2], (long)result[3], tags, raised);
    }

    public async ValueTask<EvictionPage> ReadSinceAsync(EvictionCursor cursor, CancellationToken cancellationToken)
    {
        RedisValue[] values = [cursor.Generation ?? string.Empty, cursor.Horizon, cursor.Known, _pageSize, NewGeneration(), RedisValue.Null];
        var result = await EvaluateAsync(ReadSince, values, reignAt: 5).Abandonable(cancellationToken).ConfigureAwait(false);

        const int First = 6;
        var generation = (string)result[0]!;
        var evictions = new EvictedTag[(result.Length - First) / 2];
        for (var i = 0; i < evictions.Length; i++)
        {
            evictions[i] = new EvictedTag((string)result[First + (2 * i)]!, (long)result[First + (2 * i) + 1]);
        }

        EvictionCursor? next = result[5].IsNullOrEmpty ? null : new EvictionCursor(generation, (long)result[5], cursor.Known);
        var time = DateTimeOffset.UnixEpoch.AddTicks((long)result[3] * TimeSpan.TicksPerMicrosecond);
        return new EvictionPage(generation, (long)result[1], (long)result[2], time, evictions, next, Report(result[4]));
    }

    private static string NewGeneration() => Guid.NewGuid().ToString("N");

    private async Task<RedisValue[]> EvaluateAsync(RedisScript script, RedisValue[] values, int reignAt)
    {
        // In this order: a connect in between is doubted by the next call.
        var connects = _connection.Connects;
        var traits = await _probe.ReadAsync().ConfigureAwait(false);
        var isDoubted = traits.Identity == ReignIdentity.None && Volatile.Read(ref _connectsTrusted) != connects;
        values[reignAt] = traits.Identity == ReignIdentity.OfScripts ? string.Empty : isDoubted ? ReignProbe.Doubted : ReignProbe.Unknown;
        if (traits.Identity == ReignIdentity.OfClient)
        {
            return await EvaluateBetweenAsync(script, values, reignAt, traits).ConfigureAwait(false);
        }

        var result = await EvaluateAsync(script, values, traits).ConfigureAwait(false);
        if (isDoubted)
        {
            Volatile.Write(ref _connectsTrusted, connects);
        }

        return result;
    }

    // A proxy may lead to another server from one command to the next. No reign comes back: told the same before and after, it was the same in between.
    private async Task<RedisValue[]> EvaluateBetweenAsync(RedisScript script, RedisValue[] values, int reignAt, ServerTraits traits)
    {
        const int Tries = 3;
        var reign = Volatile.Read(ref _reign);
        for (var i = 0; i < Tries; i++)
        {
            if (reign == ReignProbe.Unknown)
            {
                reign = await _probe.AskAsync().ConfigureAwait(false);
            }

            values[reignAt] = reign;
            var result = await EvaluateAsync(script, values, traits).ConfigureAwait(false);
            var behind = await _probe.AskAsync().ConfigureAwait(false);
            Volatile.Write(ref _reign, behind);
            if (behind == reign && behind != ReignProbe.Unknown)
            {
                return result;
            }

            reign = behind;
        }

        throw new RedisUnavailableException("The primary of the eviction log has changed, again and again, while it was asked.");
    }

    private async Task<RedisValue[]> EvaluateAsync(RedisScript script, RedisValue[] values, ServerTraits traits)
    {
        try
        {
            return (RedisValue[])(await script.EvaluateAsync(_connection, _keys, values, traits.UnderstandsFlags).ConfigureAwait(false))!;
        }
        catch (RedisServerException exception)
        {
            // Perhaps another server, which can do less or more.
            _connection.Traits = null;
            if (exception.Message.StartsWith("OOM", StringComparison.Ordinal))
            {
                // A node that reads a log without this eviction would never hear of it; where there is no log, everything is void.
                await _connection.CallAsync(_key, static (database, key) => database.ExecuteAsync("UNLINK", key)).ConfigureAwait(false);
                _logger.LogUnlinked();
            }

            throw;
        }
    }

    // The words of the scripts. They are part of the protocol; the names of the enumeration are not.
    private static MarkerReason ReasonOf(RedisValue text) => (string?)text switch
    {
        "NewLog" => MarkerReason.NewLog,
        "OtherReign" => MarkerReason.PrimaryChanged,
        "SetBack" => MarkerReason.LogRolledBack,
        "Damaged" => MarkerReason.Damaged,
        "Retention" => MarkerReason.Retention,
        _ => MarkerReason.None,
    };

    private MarkerReason Report(RedisValue text)
    {
        var reason = ReasonOf(text);
        if (reason == MarkerReason.None)
        {
            return reason;
        }

        if (reason == MarkerReason.Retention)
        {
            _logger.EvictionsForgotten();
        }
        else
        {
            _logger.LogBegunAnew(MarkerReasonText.Of(reason));
        }

        return reason;
    }
}
