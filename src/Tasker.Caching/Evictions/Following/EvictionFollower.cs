using Microsoft.Extensions.Logging;
using Tasker.Caching.Evictions.Following;
using Tasker.Caching.Guards;

namespace Tasker.Caching.Engine;

/// <summary>Keeps the view up with the log: by its messages, by reading it every second, and on demand for strict reads.</summary>
public sealed partial class EvictionFollower
{
    private readonly Lock _lock = new();
    private readonly EvictionView _view;
    private readonly EvictionJournal _journal;
    private readonly CacheSettingsSource _settings;
    private readonly TimeProvider _clock;
    private readonly SharedReading _reading;
    private readonly ILogger _logger;
    private readonly BackgroundLoop _loop;
    private FollowedLog _followed;
    private long _readAt = long.MinValue;
    private long _failingSince = long.MinValue;
    private long _offset;
    private volatile string? _fault;
    private bool _wasAttached;
    private TaskCompletionSource _wake = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal EvictionFollower(
        EvictionView view,
        EvictionJournal journal,
        FollowedLog log,
        CacheSettingsSource settings,
        TimeProvider clock,
        ILogger<EvictionFollower> logger,
        BackgroundLoop? loop = null,
        EngineEnvironment? environment = null)
    {
        _view = view;
        _journal = journal;
        _settings = settings;
        _clock = clock;
        _logger = logger.Guarded();
        _loop = loop ?? new BackgroundLoop(LoopNames.Following, clock, logger);
        _followed = log;
        _reading = new SharedReading(ReadAsync, environment ?? EngineEnvironment.Process);
        Subscribe(log.Log);
        journal.Missed += Wake;
    }

    /// <summary>Raised when this node's call has raised the marker of the log, with the reason.</summary>
    internal event Action<MarkerReason>? MarkerRaised;

    /// <summary>Raised after evictions that this node has not begun were applied, with the place of the last of them in the log.</summary>
    internal event Action<IReadOnlyList<string>, long>? Received;

    /// <summary>Gets the time of the log's server, the clock in which entries are dated.</summary>
    public DateTimeOffset ServerTime => _clock.GetUtcNow().AddTicks(Volatile.Read(ref _offset));

    /// <summary>Gets the name of the back end that the log belongs to.</summary>
    internal string Backend => _followed.Backend;

    /// <summary>Gets how the back end guarantees less than it could, a sentence each.</summary>
    public IReadOnlyList<string> Limits => [.. Guard.Read(_followed.Limits, []), .. MoreLimits.SelectMany(static more => Guard.Read(() => more.Limits, []))];

    /// <summary>Gets what guarantees less than it could beside the back end.</summary>
    internal IReadOnlyList<ICacheLimits> MoreLimits { get; init; } = [];

    /// <summary>Gets a value indicating whether the log is this process's own.</summary>
    internal bool IsLocal => _followed.IsLocal;

    /// <summary>Says whether the view was complete less than the staleness bound ago.</summary>
    /// <param name="timestamp">The current timestamp of the clock.</param>
    internal bool IsAttachedAt(long timestamp)
    {
        if (_followed.IsLocal)
        {
            return true;
        }

        var readAt = Volatile.Read(ref _readAt);
        return readAt != long.MinValue && _clock.GetElapsedTime(readAt, timestamp) < _settings.Current.StalenessBound;
    }

    /// <summary>Gets a value indicating whether this node is in touch with the eviction log.</summary>
    public bool IsAttached => IsAttachedAt(_clock.GetTimestamp());

    /// <summary>Gets how long ago the last good reading of the log began; zero if there is nothing to keep up with, <see langword="null"/> if there has been none.</summary>
    public TimeSpan? Lag => _followed.IsLocal ? TimeSpan.Zero
        : Volatile.Read(ref _readAt) is var readAt && readAt == long.MinValue ? null
        : _clock.GetElapsedTime(readAt);

    /// <summary>Gets how long ago the first reading failed since the last good one; <see langword="null"/> if that was the last.</summary>
    /// <remarks>Known long before the node counts as detached.</remarks>
    public TimeSpan? Failing => Volatile.Read(ref _failingSince) is var since && since == long.MinValue ? null : _clock.GetElapsedTime(since);

    /// <summary>Gets what went wrong with the last reading, in words; <see langword="null"/> if it was good.</summary>
    internal string? Fault => _fault;

    /// <summary>Goes on with another log. The node is detached until that has been read, and all that it knew of before is void.</summary>
    internal void Use(FollowedLog log)
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
            Guard.Raise(Received, record.Tags, record.Sequence);
        }
    }

    private void Wake() => Volatile.Read(ref _wake).TrySetResult();

    /// <summary>Reads the log every <see cref="CacheSettings.CatchUpInterval"/>, and at once when something was missed.</summary>
    internal Task RunAsync(CancellationToken cancellationToken) => _loop.RunAsync(FollowAsync, cancellationToken);

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            Volatile.Write(ref _wake, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            await CatchUpAsync().ConfigureAwait(false);
            await Task.WhenAny(_wake.Task, Task.Delay(Pause(), _clock, cancellationToken)).ConfigureAwait(false);
        }
    }

    // Where evictions are not announced, asking is the only way to hear of them.
    private TimeSpan Pause() => _settings.Current.CatchUpInterval is var interval && _followed.PollInterval is { } poll && poll < interval ? poll : interval;

    /// <summary>Makes sure, for a strict read, that the view holds every eviction that the log held when this call began.</summary>
    /// <returns><see langword="false"/> if that can't be made sure in time.</returns>
    internal ValueTask<bool> VerifyAsync(CancellationToken cancellationToken) =>
        _followed.IsLocal ? ValueTask.FromResult(true) : VerifySharedAsync(cancellationToken);

    private async ValueTask<bool> VerifySharedAsync(CancellationToken cancellationToken)
    {
        try
        {
            // One that is under way and the one after it, at most.
            return await CatchUpAsync().WaitAsync(_settings.Current.OperationTimeout * 2, _clock, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!(exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            // A time-out, mostly. Whatever it was, what can't be verified is a miss, and no error of the request.
            if (exception is not TimeoutException)
            {
                CaughtErrors.Add(LoopNames.Following, exception);
            }

            return false;
        }
    }

    /// <summary>Brings the view up to what the log holds after this call began. Concurrent calls share one reading.</summary>
    /// <returns>Whether the log could be read.</returns>
    internal Task<bool> CatchUpAsync() => _reading.RunAsync();
}
