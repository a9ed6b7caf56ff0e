using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Tasker.OutputCache.TestUtilities.Logging;

/// <summary>A logger that keeps what is logged; every level is enabled.</summary>
public class CollectingLogger : ILogger
{
    private readonly ConcurrentQueue<LogEntry> _entries;
    private readonly string _category;

    public CollectingLogger()
        : this([], string.Empty)
    {
    }

    internal CollectingLogger(ConcurrentQueue<LogEntry> entries, string category)
    {
        _entries = entries;
        _category = category;
    }

    /// <summary>Gets the entries so far, oldest first.</summary>
    public IReadOnlyList<LogEntry> Entries => [.. _entries];

    /// <summary>Waits until an entry with this event id is there, and returns the first.</summary>
    public Task<LogEntry> WaitForAsync(int eventId, TimeSpan deadline, CancellationToken cancellationToken = default) =>
        LogEntries.WaitForAsync(_entries, eventId, deadline, cancellationToken);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _entries.Enqueue(new LogEntry(_category, logLevel, eventId, formatter(state, exception), exception));
}
