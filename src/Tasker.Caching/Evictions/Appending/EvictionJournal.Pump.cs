using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Evictions;
using Tasker.Caching.Evictions.Appending;
using Tasker.Caching.Guards;

namespace Tasker.Caching.Engine;

/// <content>Appends what is pending, until nothing is. One runs at a time.</content>
[Experimental(EngineFace.DiagnosticId)]
public sealed partial class EvictionJournal
{
    // So many calls during one append are no ordinary load: it is a loop that does not wait, or everybody at once.
    private const int CallsOfABurst = 16;
    private static readonly TimeSpan Lull = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private async Task PumpAsync(CancellationToken cancellationToken)
    {
        // Left behind by a pump that ended with an exception.
        if (_inFlight is { } left)
        {
            Return(left);
        }

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
        if (calls < CallsOfABurst || _settings.Current.GatherTime <= TimeSpan.Zero)
        {
            return;
        }

        var begunAt = _clock.GetTimestamp();
        while (_clock.GetElapsedTime(begunAt) < _settings.Current.GatherTime)
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
        bool isForeign;
        try
        {
            isForeign = await _appender.AppendAsync(batch.Tags, _settings.Current.OperationTimeout).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Return(batch);
            if (!_isFailing)
            {
                _isFailing = true;
                _logger.AppendFailed(FaultText.Of(exception, _settings.Current.OperationTimeout), Count);
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

        batch.Confirm();
        if (_isFailing)
        {
            _isFailing = false;
            _logger.JournalAppended(batch.Tags.Count);
        }

        return true;
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

    /// <returns>Whether the pause was ended early.</returns>
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
