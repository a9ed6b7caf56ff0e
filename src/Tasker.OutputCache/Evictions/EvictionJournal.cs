using Microsoft.Extensions.Logging;

namespace Tasker.OutputCache.Evictions;

/// <summary>
/// The evictions of this node that the log has not confirmed. They apply here at once, keep far entries with their tags
/// void, and are appended again and again, several together, until the log has them.
/// </summary>
internal sealed class EvictionJournal
{
    private const int MaximumTagsOfAnAppend = 8192;
    private const int MaximumTags = 50_000;

    // So many calls during one append are no ordinary load: it is a loop that does not wait, or everybody at once.
    private const int CallsOfABurst = 16;
    private static readonly TimeSpan Lull = TimeSpan.FromMilliseconds(2);

    // Echoes come soon, or not at all.
    private const int RememberedAppends = 256;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly long[] _appended = new long[RememberedAppends];
    private readonly EvictionView _view;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private EvictionBatch _pending = new();
    private EvictionBatch? _inFlight;
    private TaskCompletionSource? _wake;
    private bool _isPumping;
    private volatile bool _isFailing;
    private volatile IEvictionLog _log;
    private int _appends;

    public EvictionJournal(EvictionView view, IEvictionLog log, TimeProvider clock, ILogger<EvictionJournal> logger)
    {
        _view = view;
        _log = log;
        _clock = clock;
        _logger = logger;
    }

    /// <summary>Raised when an append showed that the node has missed something.</summary>
    public event Action? Missed;

    /// <summary>Raised when this node's call has raised the marker of the log, with the reason.</summary>
    public event Action<MarkerReason>? MarkerRaised;

    /// <summary>Gets or sets how long a call waits for the log before it returns without a confirmation.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Gets or sets how long the evictions of a burst are gathered before they are appended together; zero: not at all.</summary>
    /// <remarks>A burst is appended as soon as it pauses. One that comes alone, or with few others, never waits.</remarks>
    public TimeSpan GatherTime { get; set; } = TimeSpan.Zero;

    /// <summary>Gets the number of tags that the log has not confirmed.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _pending.Tags.Count + (_inFlight?.Tags.Count ?? 0);
            }
        }
    }

    /// <summary>Says whether a record of the log is one of the last that this node has appended, or the one that it appends now.</summary>
    public bool IsOwn(long sequence, IReadOnlyList<string> tags)
    {
        lock (_lock)
        {
            // The message may come before the answer.
            return Array.IndexOf(_appended, sequence) >= 0 || (_inFlight is { } batch && tags.All(batch.Tags.Contains));
        }
    }

    /// <summary>Goes on with another log. What is pending will be appended there.</summary>
    /// <returns>What the log before it has not confirmed.</returns>
    public IReadOnlyList<string> Use(IEvictionLog log)
    {
        List<string> untold;
        lock (_lock)
        {
            untold = [.. _pending.Tags, .. _inFlight?.Tags ?? []];
            _log = log;
        }

        Wake();
        return untold;
    }

    /// <summary>Evicts tags: on this node before the call returns its task, on the others as soon as the log has them.</summary>
    public ValueTask<EvictionResult> EvictAsync(IReadOnlyCollection<string> tags, CancellationToken cancellationToken)
    {
        if (tags.Count == 0)
        {
            return ValueTask.FromResult(EvictionResult.Shared);
        }

        var confirmed = Add(tags);
        if (confirmed.IsCompletedSuccessfully)
        {
            return ValueTask.FromResult(EvictionResult.Shared);
        }

        // Nobody waits for a log that was out of reach a moment ago.
        return _isFailing ? ValueTask.FromResult(EvictionResult.Journaled) : WaitAsync(confirmed, cancellationToken);
    }

    private Task Add(IReadOnlyCollection<string> tags)
    {
        Task confirmed;
        bool isFirst;
        lock (_lock)
        {
            var held = new List<string>(tags.Count);
            foreach (var tag in tags)
            {
                if (_pending.Tags.Add(tag))
                {
                    held.Add(tag);
                }
            }

            _view.ApplyLocally(tags, held);
            Collapse_NeedsLock();
            _pending.Calls++;
            confirmed = _pending.Confirmed;
            isFirst = !_isPumping;
            _isPumping = true;
        }

        if (isFirst)
        {
            _ = PumpAsync();
        }

        return confirmed;
    }

    // A journal that outgrows its bound evicts everything instead of forgetting something.
    private void Collapse_NeedsLock()
    {
        if (_pending.Tags.Count > MaximumTags)
        {
            _view.ApplyLocally([ReservedTags.Everything], [ReservedTags.Everything]);
            _view.Release(_pending.Collapse(ReservedTags.Everything));
            _logger.JournalCollapsed(MaximumTags);
        }
    }

    private async ValueTask<EvictionResult> WaitAsync(Task confirmed, CancellationToken cancellationToken)
    {
        try
        {
            await confirmed.WaitAsync(Timeout, _clock, cancellationToken).ConfigureAwait(false);
            return EvictionResult.Shared;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return EvictionResult.Journaled;
        }
    }

    /// <summary>Appends what is pending now, without waiting for the next retry.</summary>
    /// <returns>
    /// Whether the log has it all. What it has taken in a generation that this node has yet to read counts: its place can
    /// only be told after that reading, which waits for this call. It stays held, and is appended once more.
    /// </returns>
    public async ValueTask<bool> FlushAsync(CancellationToken cancellationToken)
    {
        Task reached;
        lock (_lock)
        {
            if (_pending.Tags.Count == 0 && _inFlight is null)
            {
                return true;
            }

            // The pending batch is appended after the one in flight.
            reached = _pending.Tags.Count > 0 || _inFlight is null ? _pending.Reached : _inFlight.Reached;
        }

        Wake();
        try
        {
            await reached.WaitAsync(Timeout * 2, _clock, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    private void Wake()
    {
        lock (_lock)
        {
            _wake?.TrySetResult();
        }
    }

    private async Task PumpAsync()
    {
        var pause = FirstPause;
        while (TryTake(out var batch))
        {
            if (await TryAppendAsync(batch).ConfigureAwait(false))
            {
                pause = FirstPause;
                await GatherAsync().ConfigureAwait(false);
                continue;
            }

            await PauseAsync(pause).ConfigureAwait(false);
            pause = pause * 2 > LongestPause ? LongestPause : pause * 2;
        }
    }

    // Those who wait for their append wait a moment longer; a burst appended piece by piece would keep them longer still.
    private async ValueTask GatherAsync()
    {
        var calls = PendingCalls();
        if (calls < CallsOfABurst || GatherTime <= TimeSpan.Zero)
        {
            return;
        }

        var begunAt = _clock.GetTimestamp();
        while (_clock.GetElapsedTime(begunAt) < GatherTime)
        {
            var isWoken = await PauseAsync(Lull).ConfigureAwait(false);
            var before = calls;
            calls = PendingCalls();
            if (isWoken || calls == before)
            {
                return;
            }
        }
    }

    private int PendingCalls()
    {
        lock (_lock)
        {
            return _pending.Calls;
        }
    }

    private bool TryTake(out EvictionBatch batch)
    {
        lock (_lock)
        {
            batch = _pending;
            if (batch.Tags.Count == 0)
            {
                _isPumping = false;
                return false;
            }

            _inFlight = batch;
            _pending = new EvictionBatch();
            return true;
        }
    }

    private async ValueTask<bool> TryAppendAsync(EvictionBatch batch)
    {
        var isForeign = false;
        try
        {
            foreach (var tags in batch.Tags.Chunk(MaximumTagsOfAnAppend))
            {
                var append = _log.AppendAsync(tags, _view.Known, CancellationToken.None);
                var record = append.IsCompletedSuccessfully
                    ? append.Result
                    : await append.AsTask().WaitAsync(Timeout, _clock).ConfigureAwait(false);
                if (record.Raised != MarkerReason.None)
                {
                    MarkerRaised?.Invoke(record.Raised);
                }

                Remember(record.Sequence);
                var place = _view.ApplyOwn(record);
                if (place != OwnRecord.Next)
                {
                    Missed?.Invoke();
                }

                isForeign |= place == OwnRecord.Foreign;
            }
        }
        catch (Exception exception)
        {
            Return(batch);
            if (!_isFailing)
            {
                _isFailing = true;
                _logger.AppendFailed(FaultText.Of(exception, Timeout), Count);
            }

            return false;
        }

        if (isForeign)
        {
            batch.Reach();
            Return(batch);
            return false;
        }

        lock (_lock)
        {
            _inFlight = null;
            _view.Release(batch.Tags);
        }

        if (_isFailing)
        {
            _isFailing = false;
            _logger.JournalAppended(batch.Tags.Count);
        }

        batch.Confirm();
        return true;
    }

    private void Remember(long sequence)
    {
        lock (_lock)
        {
            _appended[_appends++ % RememberedAppends] = sequence;
        }
    }

    private void Return(EvictionBatch batch)
    {
        lock (_lock)
        {
            _inFlight = null;
            var heldTwice = new List<string>();
            foreach (var tag in batch.Tags)
            {
                if (!_pending.Tags.Add(tag))
                {
                    heldTwice.Add(tag);
                }
            }

            _view.Release(heldTwice);
            _pending.Adopt(batch);
            Collapse_NeedsLock();
        }
    }

    /// <returns>Whether somebody has ended the pause.</returns>
    private async Task<bool> PauseAsync(TimeSpan pause)
    {
        var wake = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _wake = wake;
        }

        return await Task.WhenAny(wake.Task, Task.Delay(pause, _clock)).ConfigureAwait(false) == wake.Task;
    }
}
