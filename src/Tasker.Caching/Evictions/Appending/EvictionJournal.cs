using Microsoft.Extensions.Logging;
using Tasker.Caching.Evictions;
using Tasker.Caching.Evictions.Appending;
using Tasker.Caching.Guards;

namespace Tasker.Caching.Engine;

/// <summary>
/// The evictions of this node that the log has not confirmed. They apply here at once, keep far entries with their tags
/// void, and are appended again and again, several together, until the log has them.
/// </summary>
public sealed partial class EvictionJournal
{
    private const int MaximumTags = 50_000;

    private readonly Lock _lock = new();
    private readonly EvictionView _view;
    private readonly JournalAppender _appender;
    private readonly CacheSettingsSource _settings;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly BackgroundLoop _loop;
    private EvictionBatch _pending = new();
    private EvictionBatch? _inFlight;
    private TaskCompletionSource? _wake;
    private bool _isPumping;
    private volatile bool _isFailing;

    internal EvictionJournal(EvictionView view, IEvictionLog log, CacheSettingsSource settings, TimeProvider clock, ILogger<EvictionJournal> logger, BackgroundLoop? loop = null)
    {
        _view = view;
        _appender = new JournalAppender(view, log, clock);
        _settings = settings;
        _clock = clock;
        _logger = logger.Guarded();
        _loop = loop ?? new BackgroundLoop(LoopNames.Journal, clock, logger);
    }

    /// <summary>Raised when an append showed that the node has missed something.</summary>
    internal event Action? Missed
    {
        add => _appender.Missed += value;
        remove => _appender.Missed -= value;
    }

    /// <summary>Raised when this node's call has raised the marker of the log, with the reason.</summary>
    internal event Action<MarkerReason>? MarkerRaised
    {
        add => _appender.MarkerRaised += value;
        remove => _appender.MarkerRaised -= value;
    }

    /// <summary>Gets the log that it appends to.</summary>
    internal IEvictionLog Log => _appender.Log;

    /// <summary>Gets a value indicating whether the log has refused the last append.</summary>
    internal bool IsFailing => _isFailing;

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
    internal bool IsOwn(long sequence, IReadOnlyList<string> tags)
    {
        lock (_lock)
        {
            // The message may come before the answer.
            return _appender.HasAppended(sequence) || (_inFlight is { } batch && tags.All(batch.Tags.Contains));
        }
    }

    /// <summary>Goes on with another log. What is pending will be appended there.</summary>
    /// <returns>What the log before it has not confirmed.</returns>
    internal IReadOnlyList<string> Use(IEvictionLog log)
    {
        List<string> untold;
        lock (_lock)
        {
            untold = [.. _pending.Tags, .. _inFlight?.Tags ?? []];
            _appender.Use(log);
        }

        Wake();
        return untold;
    }

    /// <summary>Evicts tags: on this node before the call returns its task, on the others as soon as the log has them.</summary>
    internal ValueTask<EvictionResult> EvictAsync(IReadOnlyCollection<string> tags, CancellationToken cancellationToken)
    {
        if (tags.Count == 0)
        {
            return ValueTask.FromResult(EvictionResult.Confirmed);
        }

        var confirmed = Add(tags);
        if (confirmed.IsCompletedSuccessfully)
        {
            return ValueTask.FromResult(EvictionResult.Confirmed);
        }

        // No request waits for a log that was out of reach a moment ago.
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
            Guard.Forget(_loop.RunAsync(PumpAsync, CancellationToken.None));
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
            await confirmed.WaitAsync(_settings.Current.OperationTimeout, _clock, cancellationToken).ConfigureAwait(false);
            return EvictionResult.Confirmed;
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
    internal async ValueTask<bool> FlushAsync(CancellationToken cancellationToken)
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
            await reached.WaitAsync(_settings.Current.OperationTimeout * 2, _clock, cancellationToken).ConfigureAwait(false);
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
}
