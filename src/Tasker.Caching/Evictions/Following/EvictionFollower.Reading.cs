using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Evictions;
using Tasker.Caching.Evictions.Following;
using Tasker.Caching.Guards;

namespace Tasker.Caching.Engine;

/// <content>Reads the log, page by page, into the view.</content>
[Experimental(EngineFace.DiagnosticId)]
public sealed partial class EvictionFollower
{
    private async Task<bool> ReadAsync()
    {
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
            // Evictions of the outage go first: no request may read the far tier before other nodes can know of them.
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
            Report(FaultText.Of(exception, _settings.Current.OperationTimeout), readBefore, 0);
            return false;
        }

        Report(null, readBefore, heard);
        return true;
    }

    /// <returns>How many tags others have evicted since the log was read last, that were not heard of by messages.</returns>
    private async ValueTask<int> ReadLogAsync(FollowedLog followed)
    {
        var now = _view.Now;
        EvictionCursor? cursor = _view.Cursor;
        EvictionPage? first = null;
        var marker = 0L;
        string? place = null;
        var heard = 0;
        while (cursor is { } from)
        {
            var sentAt = _clock.GetUtcNow();
            var page = await followed.Log.ReadSinceAsync(from, CancellationToken.None).AsTask().WaitAsync(_settings.Current.OperationTimeout, _clock).ConfigureAwait(false);
            if (first is not null && !string.Equals(first.Generation, page.Generation, StringComparison.Ordinal))
            {
                throw new InvalidOperationException("The eviction log was replaced by a new one while it was read.");
            }

            if (page.Raised != MarkerReason.None)
            {
                Guard.Raise(MarkerRaised, page.Raised);
            }

            lock (_lock)
            {
                ThrowIfLeft_NeedsLock(followed);
                if (first is null)
                {
                    Volatile.Write(ref _offset, OffsetOf(page.Time, sentAt));
                    BeginGenerationIfOther(page.Generation);
                }

                _view.ApplyPage(page.Evictions, page.IsUnordered);
            }

            first ??= page;
            heard += page.Evictions.Count(eviction => eviction.Sequence > now.Horizon && !_journal.IsOwn(eviction.Sequence, [eviction.Tag]));
            if (now.IsKnown && page.Evictions.Count > 0 && Received is not null)
            {
                // What is read at the start was evicted before this node was there.
                Announce(page.Evictions, now.Horizon);
            }

            marker = Math.Max(marker, page.Marker);
            place = page.Place;
            cursor = page.Continue;
        }

        // The head of the first page: what was appended while the others were read may be on none of them. The marker of
        // every page: what was trimmed meanwhile is on none of them either.
        lock (_lock)
        {
            ThrowIfLeft_NeedsLock(followed);
            _view.CompleteCatchUp(first!.Generation, marker, first.Head, place);
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
        if (_view.BeginGenerationUnless(generation) is { Length: > 0 })
        {
            _logger.GenerationChanged(generation);
        }
    }

    private void Announce(IReadOnlyList<EvictedTag> evictions, long horizon)
    {
        foreach (var eviction in evictions.Where(eviction => eviction.Sequence > horizon).GroupBy(static eviction => eviction.Sequence, static eviction => eviction.Tag))
        {
            var tags = eviction.ToArray();
            if (!_journal.IsOwn(eviction.Key, tags))
            {
                Guard.Raise(Received, tags, eviction.Key);
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
