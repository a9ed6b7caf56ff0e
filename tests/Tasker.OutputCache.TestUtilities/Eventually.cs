using System.Diagnostics;

namespace Tasker.OutputCache.TestUtilities;

/// <summary>Waits for a condition with a deadline, so that no test sleeps a fixed time and hopes.</summary>
public static class Eventually
{
    private static readonly TimeSpan _shortestPause = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan _longestPause = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until the condition holds.</summary>
    public static Task Async(Func<bool> condition, TimeSpan deadline, string description, CancellationToken cancellationToken = default) =>
        Async(_ => Task.FromResult(condition()), deadline, description, cancellationToken);

    /// <summary>Waits until the condition holds.</summary>
    public static Task Async(Func<CancellationToken, Task<bool>> condition, TimeSpan deadline, string description, CancellationToken cancellationToken = default) =>
        Async(condition, static holds => holds, deadline, description, cancellationToken);

    /// <summary>Reads until the value satisfies the condition, and returns that value.</summary>
    /// <remarks>An exception of the read counts as "not yet". The last value or exception seen is in the failure's message.</remarks>
    /// <exception cref="TimeoutException">The condition did not hold before the deadline.</exception>
    public static async Task<T> Async<T>(
        Func<CancellationToken, Task<T>> read,
        Func<T, bool> condition,
        TimeSpan deadline,
        string description,
        CancellationToken cancellationToken = default)
    {
        var started = Stopwatch.GetTimestamp();
        var pause = _shortestPause;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(deadline);

        Exception? lastError = null;
        var lastValue = "nothing";

        while (true)
        {
            try
            {
                // The read may ignore the token; the deadline holds all the same.
                var value = await read(timeout.Token).WaitAsync(timeout.Token);
                (lastValue, lastError) = (value?.ToString() ?? "null", null);
                if (condition(value))
                {
                    return value;
                }
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!timeout.IsCancellationRequested)
                {
                    lastError = exception;
                }
            }

            var left = deadline - Stopwatch.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                var seen = lastError is null ? $"the last value seen was {lastValue}" : $"the last attempt threw {lastError.GetType().Name}: {lastError.Message}";
                throw new TimeoutException($"Not within {deadline.TotalSeconds:0.###} s: {description}; {seen}.", lastError);
            }

            await Task.Delay(pause < left ? pause : left, cancellationToken);
            pause = pause * 2 < _longestPause ? pause * 2 : _longestPause;
        }
    }
}
