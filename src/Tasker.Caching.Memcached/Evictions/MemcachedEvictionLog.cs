using Microsoft.Extensions.Logging;
using Tasker.Caching.Backends;
using Tasker.Caching.Memcached.Connections;
using Tasker.Caching.Memcached.Protocol;

namespace Tasker.Caching.Memcached.Evictions;

/// <summary>The eviction log in one value: read with its token, changed, and written if the token is still the same.</summary>
/// <remarks>
/// There are no messages: every node looks at the token a few times a second, and reads the value when it has moved.
/// Reading and writing go over one connection. Over two, a server that was restarted between them, and counts its tokens
/// from one again, could take a write that was meant for the log that it has lost.
/// </remarks>
internal sealed class MemcachedEvictionLog : IEvictionLog, IDisposable
{
    /// <summary>The largest value of the log, where the server takes values as large.</summary>
    public const int MaximumSize = 64 << 10;

    private const int MaximumTries = 100;
    private static readonly TimeSpan LongestAppend = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _appending = new(1, 1);
    private readonly MemcachedLink _link;
    private readonly byte[] _key;
    private readonly TimeSpan _retention;
    private readonly TimeProvider _clock;
    private readonly ServerClock _serverClock;
    private readonly ILogger _logger;
    private readonly int _pageSize;
    private LogSnapshot? _snapshot;

    public MemcachedEvictionLog(MemcachedLink link, byte[] key, TimeSpan retention, TimeProvider clock, ILogger logger, int pageSize = int.MaxValue)
    {
        _link = link;
        _key = key;
        _retention = retention;
        _clock = clock;
        _serverClock = new ServerClock(clock);
        _logger = CacheGuard.Guarded(logger);
        _pageSize = pageSize;
        link.Opened += () => CacheGuard.Raise(Interrupted);
    }

    /// <summary>Never raised: Memcached has no messages.</summary>
    public event Action<EvictionRecord>? Appended
    {
        add { }
        remove { }
    }

    public event Action? Interrupted;

    public async ValueTask<EvictionRecord> AppendAsync(IReadOnlyList<string> tags, string? generation, long known, CancellationToken cancellationToken)
    {
        // Longer than anybody waits; what is not confirmed by then is appended again by the journal.
        using var timeLimit = new CancellationTokenSource(LongestAppend, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeLimit.Token, cancellationToken);
        await _appending.WaitAsync(either.Token).ConfigureAwait(false);
        try
        {
            return await AppendNowAsync(tags, generation, known, either.Token).ConfigureAwait(false);
        }
        finally
        {
            _appending.Release();
        }
    }

    private async Task<EvictionRecord> AppendNowAsync(IReadOnlyList<string> tags, string? generation, long known, CancellationToken cancellationToken)
    {
        var raised = MarkerReason.None;
        for (var tries = 0; tries < MaximumTries; tries++)
        {
            // What is known is taken for current at first: if it is not, the write is refused, and nothing is lost but a round trip.
            var connection = Connection();
            var read = tries == 0 && KnownOn(connection) is { Log: not null } current
                ? current
                : await ReadAsync(connection, cancellationToken).ConfigureAwait(false);
            if (read.Log is not { } log || IsSetBack(log, generation, known))
            {
                raised = await BeginAsync(read, known, cancellationToken).ConfigureAwait(false) ?? raised;
                continue;
            }

            var time = _serverClock.Microseconds;
            var size = Math.Min(MaximumSize, connection.Facts.LongestValue(_key.Length));
            var next = log.Append(tags, time, known, time - (_retention.Ticks / TimeSpan.TicksPerMicrosecond), size);
            if (await TryWriteAsync(read, next, cancellationToken).ConfigureAwait(false))
            {
                if (raised == MarkerReason.None && next.Marker > log.Marker)
                {
                    raised = MarkerReason.Retention;
                    _logger.EvictionsForgotten();
                }

                return new EvictionRecord(next.Generation, log.Head, next.Head, next.Marker, tags, raised);
            }

            // Another node was quicker. The others come again at different moments.
            var pause = TimeSpan.FromMilliseconds(Math.Min(20, tries)) * Random.Shared.NextDouble();
            await Task.Delay(pause, _clock, cancellationToken).ConfigureAwait(false);
        }

        throw new MemcachedUnavailableException("The eviction log is written by others without a pause.");
    }

    public async ValueTask<EvictionPage> ReadSinceAsync(EvictionCursor cursor, CancellationToken cancellationToken)
    {
        var raised = MarkerReason.None;
        for (var tries = 0; tries < MaximumTries; tries++)
        {
            var read = await ReadAsync(Connection(), cancellationToken).ConfigureAwait(false);
            if (read.Log is { } log && !IsSetBack(log, cursor.Generation, cursor.Known))
            {
                return PageOf(log, cursor, raised);
            }

            raised = await BeginAsync(read, cursor.Known, cancellationToken).ConfigureAwait(false) ?? raised;
        }

        throw new MemcachedUnavailableException("The eviction log is lost whenever it was begun.");
    }

    private static bool IsSetBack(LogValue log, string? generation, long known) =>
        known > log.Head && string.Equals(log.Generation, generation, StringComparison.Ordinal);

    private EvictionPage PageOf(LogValue log, EvictionCursor cursor, MarkerReason raised)
    {
        var horizon = string.Equals(log.Generation, cursor.Generation, StringComparison.Ordinal) ? cursor.Horizon : 0;
        var evictions = log.Evictions.Where(eviction => eviction.Sequence > horizon).ToList();
        EvictionCursor? next = null;
        if (evictions.Count > _pageSize)
        {
            // A page ends on a whole sequence.
            var last = evictions[_pageSize - 1].Sequence;
            var end = evictions.FindLastIndex(eviction => eviction.Sequence == last) + 1;
            if (end < evictions.Count)
            {
                next = new EvictionCursor(log.Generation, last, cursor.Known);
                evictions.RemoveRange(end, evictions.Count - end);
            }
        }

        return new EvictionPage(log.Generation, log.Marker, log.Head, _serverClock.Now, evictions, next, raised);
    }

    private MemcachedConnection Connection() =>
        _link.Connection ?? throw new MemcachedUnavailableException("The server of the eviction log is not connected.");

    // One small round trip while nothing has happened, and one more for the value when something has.
    private async Task<LogSnapshot> ReadAsync(MemcachedConnection connection, CancellationToken cancellationToken)
    {
        if (KnownOn(connection) is { } known)
        {
            var peek = await PeekAsync(connection, cancellationToken).ConfigureAwait(false);
            if (peek.Code == ReplyCode.Done && peek.Cas == known.Cas && peek.Flags == known.Fingerprint)
            {
                return known;
            }
        }

        var sentAt = _clock.GetUtcNow();
        var replies = await connection.ExecuteAsync(
            _serverClock.WantsLook ? [MemcachedCommand.Get(_key), MemcachedCommand.Statistics(string.Empty)] : [MemcachedCommand.Get(_key)],
            cancellationToken).ConfigureAwait(false);
        if (replies.Length > 1)
        {
            _serverClock.Look(replies[1], sentAt);
        }

        var read = replies[0];
        switch (read.Code)
        {
            case ReplyCode.Missing:
                return new LogSnapshot(connection, 0, 0, null);
            case ReplyCode.Value when read.Cas != 0:
                return Keep(new LogSnapshot(connection, read.Cas, read.Flags, LogCodec.TryRead(read.Value)));
            default:
                throw new MemcachedUnavailableException($"The eviction log can't be read: {read.Text}");
        }
    }

    private LogSnapshot? KnownOn(MemcachedConnection connection) =>
        Volatile.Read(ref _snapshot) is { } known && ReferenceEquals(known.Connection, connection) ? known : null;

    private async Task<MemcachedReply> PeekAsync(MemcachedConnection connection, CancellationToken cancellationToken)
    {
        if (!_serverClock.WantsLook)
        {
            return await connection.ExecuteAsync(MemcachedCommand.Peek(_key), cancellationToken).ConfigureAwait(false);
        }

        var sentAt = _clock.GetUtcNow();
        var replies = await connection.ExecuteAsync([MemcachedCommand.Peek(_key), MemcachedCommand.Statistics(string.Empty)], cancellationToken).ConfigureAwait(false);
        _serverClock.Look(replies[1], sentAt);
        return replies[0];
    }

    private LogSnapshot Keep(LogSnapshot snapshot)
    {
        Volatile.Write(ref _snapshot, snapshot);
        return snapshot;
    }

    /// <summary>Starts a new log, unless another node was quicker.</summary>
    /// <returns>The reason, if it was this node that began it.</returns>
    private async Task<MarkerReason?> BeginAsync(LogSnapshot read, long known, CancellationToken cancellationToken)
    {
        var reason = read switch
        {
            { Cas: 0 } => MarkerReason.NewLog,
            { Log: null } => MarkerReason.Damaged,
            _ => MarkerReason.LogRolledBack,
        };
        var log = LogValue.Begin(_serverClock.Microseconds, Math.Max(known, read.Log?.Head ?? 0));
        if (!await TryWriteAsync(read, log, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        _logger.LogBegunAnew(MarkerReasonText.Of(reason));
        return reason;
    }

    // In the place of what was read, on the connection on which it was read.
    private async Task<bool> TryWriteAsync(LogSnapshot read, LogValue log, CancellationToken cancellationToken)
    {
        var value = LogCodec.Write(log);
        var fingerprint = log.Fingerprint();
        var reply = await read.Connection.ExecuteAsync(
            read.Cas == 0 ? MemcachedCommand.Add(_key, value, 0, fingerprint) : MemcachedCommand.Replace(_key, value, read.Cas, 0, fingerprint),
            cancellationToken).ConfigureAwait(false);
        if (reply.Code == ReplyCode.ServerError)
        {
            // A node that reads a log without this eviction would never hear of it; where there is no log, everything is void.
            await read.Connection.ExecuteAsync(MemcachedCommand.Delete(_key), cancellationToken).ConfigureAwait(false);
            _logger.LogRemoved(reply.Text);
            throw new MemcachedUnavailableException($"The eviction log was refused: {reply.Text}");
        }

        if (reply.Code != ReplyCode.Done)
        {
            return false;
        }

        if (reply.Cas != 0)
        {
            Keep(new LogSnapshot(read.Connection, reply.Cas, fingerprint, log));
        }

        return true;
    }

    public void Dispose() => _appending.Dispose();
}
