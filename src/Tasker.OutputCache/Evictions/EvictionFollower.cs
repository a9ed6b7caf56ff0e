using Microsoft.Extensions.Logging;

namespace Tasker.OutputCache.Evictions;

/// <summary>Keeps the view up with the log: by its messages, by reading it every second, and on demand for strict reads.</summary>
internal sealed class EvictionFollower
{
    private readonly Lock _lock = new();
    private readonly EvictionView _view;
    private readonly EvictionJournal _journal;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private Task<bool>? _running;
    private Task<bool>? _next;
    private FollowedLog _followed;
    private long _readAt = long.MinValue;
    private long _failingSince = long.MinValue;
    private long _offset;
    private volatile string? _fault;
    private bool _wasAttached;
    private TaskCompletionSource _wake = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public EvictionFollower(EvictionView view, EvictionJournal journal, FollowedLog log, TimeProvider clock, ILogger<EvictionFollower> logger)
    {
        _view = view;
        _journal = journal;
        _clock = clock;
        _logger = logger;
        _followed = log;
        Subscribe(log.Log);
        journal.Missed += Wake;
    }

    /// <summary>Raised when this node's call has raised the marker of the log, with the reason.</summary>
    public event Action<MarkerReason>? MarkerRaised;

    /// <summary>Raised after evictions that this node has not begun were applied, with the place of the last of them in the log.</summary>
    public event Action<IReadOnlyList<string>, long>? Received;

    /// <summary>Gets or sets how often the log is read when nothing else asks for it.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets how long ago the last good reading may have begun for the node to count as attached.</summary>
    public TimeSpan StalenessBound { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets or sets how long one page of the log may take.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Gets the time of the log's server, the clock in which entries are dated.</summary>
    public DateTimeOffset ServerTime => _clock.GetUtcNow().AddTicks(Volatile.Read(ref _offset));

    /// <summary>Gets the name of the back end that the log belongs to.</summary>
    public string Backend => _followed.Backend;

    /// <summary>Gets a value indicating whether the log is this process's own.</summary>
    public bool IsLocal => _followed.IsLocal;

    /// <summary>Says whether the view was complete less than the staleness bound ago.</summary>
    /// <param name="timestamp">The current timestamp of the clock.</param>
    public bool IsAttachedAt(long timestamp)
    {
        if (_followed.IsLocal)
        {
            return true;
        }

        var readAt = Volatile.Read(ref _readAt);
        return readAt != long.MinValue && _clock.GetElapsedTime(readAt, timestamp) < StalenessBound;
    }

    public bool IsAttached => IsAttachedAt(_clock.GetTimestamp());

    /// <summary>Gets how long ago the last good reading of the log began; zero if there is nothing to keep up with, <see langword="null"/> if there has been none.</summary>
    public TimeSpan? Lag => _followed.IsLocal ? TimeSpan.Zero
        : Volatile.Read(ref _readAt) is var readAt && readAt == long.MinValue ? null
        : _clock.GetElapsedTime(readAt);

    /// <summary>Gets how long ago the first reading failed since the last good one; <see langword="null"/> if that was the last.</summary>
    /// <remarks>Known long before the node counts as detached.</remarks>
    public TimeSpan? Failing => Volatile.Read(ref _failingSince) is var since && since == long.MinValue ? null : _clock.GetElapsedTime(since);

    /// <summary>Gets what went wrong with the last reading, in words; <see langword="null"/> if it was good.</summary>
    public string? Fault => _fault;

    /// <summary>Goes on with another log. The node is detached until that has been read, and all that it knew of before is void.</summary>
    public void Use(FollowedLog log)
    {
        lock (_lock)
        {
            Unsubscribe(_followed.Log);
            Volatile.Write(ref _readAt, long.MinValue);
            Volatile.Write(ref _failingSince, long.MinValue);
            _view.BeginGeneration();
            _followed = log;
            _wasAttached = false;
            Subscribe(log.Log);
        }

        Wake();
    }

    private void Subscribe(IEvictionLog log)
    {
        log.Appended += OnAppended;
        log.Interrupted += Wake;
    }

    private void Unsubscribe(IEvictionLog log)
    {
        log.Appended -= OnAppended;
        log.Interrupted -= Wake;
    }

    private void OnAppended(EvictionRecord record)
    {
        var isNews = record.Sequence > _view.Now.Horizon && !_journal.IsOwn(record.Sequence, record.Tags);
        if (!_view.ApplyMessage(record))
        {
            Wake();
        }
        else if (isNews)
        {
            Received?.Invoke(record.Tags, record.Sequence);
        }
    }

    private void Wake() => Volatile.Read(ref _wake).TrySetResult();

    /// <summary>Reads the log every <see cref="Interval"/>, and at once when something was missed.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            Volatile.Write(ref _wake, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            await CatchUpAsync().ConfigureAwait(false);
            await Task.WhenAny(_wake.Task, Task.Delay(Pause(), _clock, cancellationToken)).ConfigureAwait(false);
        }
    }

    // Where evictions are not announced, asking is the only way to hear of them.
    private TimeSpan Pause() => _followed.PollInterval is { } poll && poll < Interval ? poll : Interval;

    /// <summary>Makes sure, for a strict read, that the view holds every eviction that the log held when this call began.</summary>
    /// <returns><see langword="false"/> if that can't be made sure in time.</returns>
    public ValueTask<bool> VerifyAsync(CancellationToken cancellationToken) =>
        _followed.IsLocal ? ValueTask.FromResult(true) : VerifySharedAsync(cancellationToken);

    private async ValueTask<bool> VerifySharedAsync(CancellationToken cancellationToken)
    {
        try
        {
            // One that is under way and the one after it, at most.
            return await CatchUpAsync().WaitAsync(Timeout * 2, _clock, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Brings the view up to what the log holds after this call began. Concurrent calls share one reading.</summary>
    /// <returns>Whether the log could be read.</returns>
    public Task<bool> CatchUpAsync()
    {
        lock (_lock)
        {
            // One that has yet to begin: it will do for everybody who comes before it does.
            if (_next is not null)
            {
                return _next;
            }

            if (_running is null or { IsCompleted: true })
            {
                return _running = ReadAsync();
            }

            // A reading in flight began before this call: only the one after it will do.
            return _next = ReadAfterAsync(_running);
        }
    }

    private async Task<bool> ReadAfterAsync(Task<bool> running)
    {
        // Never on the caller's stack, which holds the lock and has yet to note that this one is the next.
        await running.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        Task<bool> next;
        lock (_lock)
        {
            _next = null;
            next = _running = ReadAsync();
        }

        return await next.ConfigureAwait(false);
    }

    private async Task<bool> ReadAsync()
    {
        await Task.Yield();
        var isGood = await TryReadAsync().ConfigureAwait(false);
        if (isGood)
        {
            Volatile.Write(ref _failingSince, long.MinValue);
        }
        else if (!_followed.IsLocal)
        {
            Interlocked.CompareExchange(ref _failingSince, _clock.GetTimestamp(), long.MinValue);
        }

        return isGood;
    }

    private async Task<bool> TryReadAsync()
    {
        var followed = _followed;
        var readBefore = Volatile.Read(ref _readAt);
        int heard;
        try
        {
            // Evictions of the outage go first: nobody may read the far tier before the others can know of them.
            if (!IsAttached && !await _journal.FlushAsync(CancellationToken.None).ConfigureAwait(false))
            {
                Report("its journal could not be appended", readBefore, 0);
                return false;
            }

            var startedAt = _clock.GetTimestamp();
            heard = await ReadLogAsync(followed).ConfigureAwait(false);
            lock (_lock)
            {
                if (ReferenceEquals(followed, _followed))
                {
                    Volatile.Write(ref _readAt, startedAt);
                }
            }
        }
        catch (Exception exception)
        {
            Report(FaultText.Of(exception, Timeout), readBefore, 0);
            return false;
        }

        Report(null, readBefore, heard);
        return true;
    }

    /// <returns>How many tags were evicted since the log was read last, as far as it is the same log.</returns>
    private async ValueTask<int> ReadLogAsync(FollowedLog followed)
    {
        var now = _view.Now;
        EvictionCursor? cursor = new EvictionCursor(now.IsKnown ? now.Generation : null, now.Horizon, _view.Known);
        EvictionPage? first = null;
        var marker = 0L;
        var heard = 0;
        while (cursor is { } from)
        {
            var sentAt = _clock.GetUtcNow();
            var page = await followed.Log.ReadSinceAsync(from, CancellationToken.None).AsTask().WaitAsync(Timeout, _clock).ConfigureAwait(false);
            if (first is not null && !string.Equals(first.Generation, page.Generation, StringComparison.Ordinal))
            {
                throw new InvalidOperationException("The eviction log was begun anew while it was read.");
            }

            if (page.Raised != MarkerReason.None)
            {
                MarkerRaised?.Invoke(page.Raised);
            }

            lock (_lock)
            {
                ThrowIfLeft_NeedsLock(followed);
                if (first is null)
                {
                    Volatile.Write(ref _offset, OffsetOf(page.Time, sentAt));
                    BeginGenerationIfOther(page.Generation);
                }

                _view.ApplyPage(page.Evictions);
            }

            first ??= page;
            heard += page.Evictions.Count(eviction => eviction.Sequence > now.Horizon);
            if (now.IsKnown && page.Evictions.Count > 0 && Received is not null)
            {
                // What is read at the start was evicted before this node was there.
                Announce(page.Evictions, now.Horizon);
            }

            marker = Math.Max(marker, page.Marker);
            cursor = page.Continue;
        }

        // The head of the first page: what was appended while the others were read may be on none of them. The marker of
        // every page: what was trimmed meanwhile is on none of them either.
        lock (_lock)
        {
            ThrowIfLeft_NeedsLock(followed);
            _view.CompleteCatchUp(first!.Generation, marker, first.Head);
        }

        return heard;
    }

    // Pages of a log that the node has left must not be mixed with those of the one that it follows.
    private void ThrowIfLeft_NeedsLock(FollowedLog followed)
    {
        if (!ReferenceEquals(followed, _followed))
        {
            throw new InvalidOperationException("Another eviction log is followed by now.");
        }
    }

    private void BeginGenerationIfOther(string generation)
    {
        if (string.Equals(generation, _view.Now.Generation, StringComparison.Ordinal))
        {
            return;
        }

        if (_view.Now.IsKnown)
        {
            _logger.GenerationChanged(generation);
        }

        _view.BeginGeneration();
    }

    private void Announce(IReadOnlyList<EvictedTag> evictions, long horizon)
    {
        foreach (var eviction in evictions.Where(eviction => eviction.Sequence > horizon).GroupBy(static eviction => eviction.Sequence, static eviction => eviction.Tag))
        {
            var tags = eviction.ToArray();
            if (!_journal.IsOwn(eviction.Key, tags))
            {
                Received?.Invoke(tags, eviction.Key);
            }
        }
    }

    private long OffsetOf(DateTimeOffset serverTime, DateTimeOffset sentAt)
    {
        var receivedAt = _clock.GetUtcNow();
        return (serverTime - sentAt - ((receivedAt - sentAt) / 2)).Ticks;
    }

    private void Report(string? reason, long readBefore, int heard)
    {
        _fault = reason;
        var isAttached = IsAttached;
        if (isAttached == _wasAttached || _followed.IsLocal)
        {
            return;
        }

        _wasAttached = isAttached;
        var silence = readBefore == long.MinValue ? TimeSpan.Zero : _clock.GetElapsedTime(readBefore);
        if (!isAttached)
        {
            _logger.Detached(_followed.Backend, silence.TotalSeconds, reason ?? "the reading took too long");
        }
        else if (readBefore == long.MinValue)
        {
            _logger.Attached(_followed.Backend);
        }
        else
        {
            _logger.Reattached(_followed.Backend, silence.TotalSeconds, heard);
        }
    }
}
