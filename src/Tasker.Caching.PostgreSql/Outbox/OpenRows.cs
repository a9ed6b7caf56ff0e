using Tasker.Caching.Backends;

namespace Tasker.Caching.PostgreSql.Outbox;

/// <summary>Transactions of this node that have added rows, and whose end it has yet to see.</summary>
/// <param name="clock">The clock.</param>
/// <param name="ask">Asks the server how transactions have ended.</param>
internal sealed class OpenRows(TimeProvider clock, Func<long[], CancellationToken, Task<IReadOnlyDictionary<long, string?>>> ask)
{
    private const string InProgress = "in progress";
    private const string Aborted = "aborted";

    // Most transactions commit right after their last statement.
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<long, TaskCompletionSource<bool>> _open = [];
    private TimeSpan _pause;
    private bool _isLooking;

    /// <summary>Waits for the end of a transaction.</summary>
    /// <returns>Whether it may have committed.</returns>
    public Task<bool> FollowAsync(long id, CancellationToken stopping)
    {
        TaskCompletionSource<bool>? ended;
        bool begins;
        lock (_lock)
        {
            if (!_open.TryGetValue(id, out ended))
            {
                _open.Add(id, ended = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
            }

            _pause = FirstPause;
            begins = !_isLooking;
            _isLooking = true;
        }

        if (begins)
        {
            CacheGuard.Forget(LookAsync(stopping));
        }

        return ended.Task;
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        while (NextPause() is { } pause)
        {
            await Task.Delay(pause, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stopping.IsCancellationRequested)
            {
                // What the host will not see the end of is relayed by others.
                EndAll();
                return;
            }

            await TryAskAsync(stopping).ConfigureAwait(false);
        }
    }

    private TimeSpan? NextPause()
    {
        lock (_lock)
        {
            _isLooking = _open.Count > 0;
            var pause = _pause;
            _pause = pause * 1.2 > LongestPause ? LongestPause : pause * 1.2;
            return _isLooking ? pause : null;
        }
    }

    private async Task TryAskAsync(CancellationToken stopping)
    {
        long[] ids;
        lock (_lock)
        {
            ids = [.. _open.Keys];
        }

        try
        {
            foreach (var (id, status) in await ask(ids, stopping).ConfigureAwait(false))
            {
                if (status != InProgress)
                {
                    End(id, mayHaveCommitted: status != Aborted);
                }
            }
        }
        catch (Npgsql.PostgresException)
        {
            // The server has answered that it can't tell: after a crash an id may be one of the future. Too much is evicted, never too little.
            EndAll();
        }
        catch (Exception)
        {
            // The server is out of reach, and is asked again: until then the request keeps away from the tags.
        }
    }

    private void EndAll()
    {
        long[] ids;
        lock (_lock)
        {
            ids = [.. _open.Keys];
        }

        foreach (var id in ids)
        {
            End(id, mayHaveCommitted: true);
        }
    }

    private void End(long id, bool mayHaveCommitted)
    {
        TaskCompletionSource<bool>? ended;
        lock (_lock)
        {
            _open.Remove(id, out ended);
        }

        ended?.TrySetResult(mayHaveCommitted);
    }
}
