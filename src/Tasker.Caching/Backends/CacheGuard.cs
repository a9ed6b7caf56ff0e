using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Backends;

/// <summary>For packages that extend the cache: what a subscriber, a logger or a background task throws reaches no request and ends no process. It is counted.</summary>
public static class CacheGuard
{
    /// <summary>Raises an event. What one subscriber throws keeps it from no other.</summary>
    /// <param name="handlers">The subscribers.</param>
    public static void Raise(Action? handlers) => Guard.Raise(handlers);

    /// <summary>Raises an event. What one subscriber throws keeps it from no other.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <param name="handlers">The subscribers.</param>
    /// <param name="argument">The argument.</param>
    public static void Raise<T>(Action<T>? handlers, T argument) => Guard.Raise(handlers, argument);

    /// <summary>Raises an event. What one subscriber throws keeps it from no other.</summary>
    /// <typeparam name="T1">The type of the first argument.</typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <param name="handlers">The subscribers.</param>
    /// <param name="first">The first argument.</param>
    /// <param name="second">The second argument.</param>
    public static void Raise<T1, T2>(Action<T1, T2>? handlers, T1 first, T2 second) => Guard.Raise(handlers, first, second);

    /// <summary>Lets a task go that no caller waits for. What it throws is counted; that it was cancelled is not.</summary>
    /// <param name="task">The task.</param>
    public static void Forget(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        Guard.Forget(task);
    }

    /// <summary>Disposes of something on a thread where an exception would end the process: a timer's, for example.</summary>
    /// <param name="disposable">What is disposed of.</param>
    public static void Dispose(IDisposable disposable)
    {
        ArgumentNullException.ThrowIfNull(disposable);
        Guard.Dispose(disposable);
    }

    /// <summary>Makes a logger that never throws, whatever the host's logging does.</summary>
    /// <param name="logger">The logger of the host.</param>
    /// <returns>The logger, guarded once.</returns>
    public static ILogger Guarded(ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(logger);
        return GuardedLoggerExtensions.Guarded(logger);
    }

    /// <summary>Counts, whatever the listeners of the host throw.</summary>
    /// <param name="counter">The counter.</param>
    /// <param name="value">How many.</param>
    /// <param name="tag">What tells them from others.</param>
    public static void Add(Counter<long> counter, long value, KeyValuePair<string, object?> tag)
    {
        ArgumentNullException.ThrowIfNull(counter);
        new GuardedCounter(counter).Add(value, tag);
    }
}
