using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tasker.Caching.Engine;
using Tasker.Caching.Guards;

namespace Tasker.Caching.Purging;

/// <summary>Purges the cache in front of the host of everything that the log evicts, on one instance at a time.</summary>
/// <remarks>
/// The cursor moves when a purge is confirmed, and the one that is kept for other instances only when it was purged again: a response that
/// was on its way when its data changed may have come to the cache in front after the first purge.
/// </remarks>
internal sealed class PurgeService : IHostedService, IDisposable
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPurge = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly Queue<(long DoneAt, CachePurge Purge, PurgeCursor Cursor)> _again = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly ICachePurger _purger;
    private readonly EvictionJournal _journal;
    private readonly PurgeReader _reader;
    private readonly PurgePlace _place;
    private readonly CacheSettingsSource _settings;
    private readonly TimeProvider _clock;
    private readonly BackgroundLoop _loop;
    private readonly ILogger _logger;
    private TaskCompletionSource _wake = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IEvictionLog? _log;
    private PurgeCursor? _cursor;
    private PurgeCursor? _kept;
    private TimeSpan _pause;
    private Task _running = Task.CompletedTask;

    public PurgeService(
        ICachePurger purger,
        EvictionJournal journal,
        PurgeReader reader,
        PurgePlace place,
        CacheSettingsSource settings,
        TimeProvider clock,
        BackgroundLoops loops,
        ILogger<PurgeService> logger)
    {
        _purger = purger;
        _journal = journal;
        _reader = reader;
        _place = place;
        _settings = settings;
        _clock = clock;
        _loop = loops.Create(LoopNames.Purging);
        _logger = logger.Guarded();
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _running = _loop.RunAsync(FollowAsync, _stopping.Token);
        return Task.CompletedTask;
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            Volatile.Write(ref _wake, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            Use(_journal.Log);
            await TryPurgeAsync(cancellationToken).ConfigureAwait(false);

            // After a failure nothing wakes it: an endpoint that is down is not asked for every eviction.
            var pause = Task.Delay(_pause > TimeSpan.Zero ? _pause : _settings.Current.CatchUpInterval, _clock, cancellationToken);
            await (_pause > TimeSpan.Zero ? pause : Task.WhenAny(_wake.Task, pause)).ConfigureAwait(false);
        }
    }

    // Another log has other sequences: what is purged in it is told by the cursor that is kept with it, if there is one.
    private void Use(IEvictionLog log)
    {
        if (ReferenceEquals(log, _log))
        {
            return;
        }

        Leave();
        _log = log;
        log.Appended += OnAppended;
        log.Interrupted += Wake;
        (_cursor, _kept) = (null, null);
        _again.Clear();
    }

    private void Leave()
    {
        if (_log is { } log)
        {
            log.Appended -= OnAppended;
            log.Interrupted -= Wake;
        }
    }

    private void OnAppended(EvictionRecord record) => Wake();

    private void Wake() => Volatile.Read(ref _wake).TrySetResult();

    private async Task TryPurgeAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await _place.TryTakeAsync().ConfigureAwait(false))
            {
                await PurgeAsync(_log!, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                // Another instance purges, from its own place on.
                (_cursor, _kept) = (null, null);
                _again.Clear();
            }

            if (_pause > TimeSpan.Zero)
            {
                _pause = TimeSpan.Zero;
                _logger.PurgingAgain();
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            CaughtErrors.Add(LoopNames.Purging, exception);
            if (_pause == TimeSpan.Zero)
            {
                _logger.PurgeFailed(exception);
            }

            var longer = _pause == TimeSpan.Zero ? _settings.Current.CatchUpInterval : _pause * 2;
            _pause = longer > LongestPause ? LongestPause : longer;
        }
    }

    private async Task PurgeAsync(IEvictionLog log, CancellationToken cancellationToken)
    {
        if (_cursor is null)
        {
            var (isKnown, cursor) = await _place.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (!isKnown)
            {
                throw new InvalidOperationException("The shared back end does not tell up to where the log was purged.");
            }

            (_cursor, _kept) = (cursor, cursor);
        }

        var (purges, after) = await _reader.ReadAsync(log, _cursor).ConfigureAwait(false);
        foreach (var purge in purges)
        {
            await PurgeAsync(purge, cancellationToken).ConfigureAwait(false);
        }

        _cursor = after;
        foreach (var purge in purges)
        {
            _again.Enqueue((_clock.GetTimestamp(), purge, after));
        }

        while (_again.TryPeek(out var due) && _clock.GetElapsedTime(due.DoneAt) >= Again)
        {
            await PurgeAsync(due.Purge, cancellationToken).ConfigureAwait(false);
            _again.Dequeue();
            if (!_again.TryPeek(out var other) || other.Cursor != due.Cursor)
            {
                await KeepAsync(due.Cursor, cancellationToken).ConfigureAwait(false);
            }
        }

        // Logs whose places move without evictions: an old one would be forgotten.
        if (_again.Count == 0 && _kept != after)
        {
            await KeepAsync(after, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task PurgeAsync(CachePurge purge, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(LongestPurge, _clock);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        await _purger.PurgeAsync(purge, linked.Token).WaitAsync(LongestPurge, _clock, cancellationToken).ConfigureAwait(false);
    }

    private async Task KeepAsync(PurgeCursor cursor, CancellationToken cancellationToken)
    {
        await _place.WriteAsync(cursor, cancellationToken).ConfigureAwait(false);
        _kept = cursor;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Leave();
        await _place.LeaveAsync().ConfigureAwait(false);
    }

    // Not disposed: a host that two stop at once may call StopAsync after this.
    public void Dispose() => _stopping.Cancel();
}
