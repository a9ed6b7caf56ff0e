using Tasker.Caching.Backends;

namespace Tasker.Caching.PostgreSql.Log;

/// <summary>What this node has appended in transactions whose end it has yet to see.</summary>
/// <param name="clock">The clock.</param>
/// <param name="look">Has the log read.</param>
internal sealed class OpenAppends(TimeProvider clock, Action look)
{
    // Most transactions commit right after their last statement. Of those that do not, polling tells.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly List<(long Id, string? Generation, TaskCompletionSource Ended)> _open = [];
    private string? _generation;
    private long _lastAt;
    private bool _isLooking;

    /// <summary>Notes a transaction.</summary>
    /// <returns>Completes once a reading that has been applied has seen its end.</returns>
    public Task Add(long id)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bool begins;
        lock (_lock)
        {
            _open.Add((id, _generation, ended));
            _lastAt = clock.GetTimestamp();
            begins = !_isLooking;
            _isLooking = true;
        }

        if (begins)
        {
            CacheGuard.Forget(LookAsync());
        }

        return ended.Task;
    }

    private async Task LookAsync()
    {
        do
        {
            await Task.Delay(Pause, clock).ConfigureAwait(false);
            look();
        }
        while (GoesOn());
    }

    private bool GoesOn()
    {
        lock (_lock)
        {
            return _isLooking = _open.Count > 0 && clock.GetElapsedTime(_lastAt) < Longest;
        }
    }

    /// <summary>Ends those whose end a reading has seen that is applied by now, and all from before the node has applied another generation.</summary>
    public void End(string? generation, LogSnapshot seen)
    {
        lock (_lock)
        {
            _generation = generation;
            _open.RemoveAll(append =>
            {
                var isOver = append.Generation != generation || seen.Sees(append.Id);
                if (isOver)
                {
                    append.Ended.TrySetResult();
                }

                return isOver;
            });
        }
    }
}
