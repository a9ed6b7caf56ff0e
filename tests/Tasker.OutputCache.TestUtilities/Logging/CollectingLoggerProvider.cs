using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Tasker.OutputCache.TestUtilities.Logging;

/// <summary>Keeps what the loggers of all categories log; add it with <c>builder.Logging.AddProvider</c>.</summary>
public sealed class CollectingLoggerProvider : ILoggerProvider
{
    private readonly ConcurrentQueue<LogEntry> _entries = [];

    /// <summary>Gets the entries so far, oldest first.</summary>
    public IReadOnlyList<LogEntry> Entries => [.. _entries];

    /// <summary>Waits until an entry with this event id is there, and returns the first.</summary>
    public Task<LogEntry> WaitForAsync(int eventId, TimeSpan deadline, CancellationToken cancellationToken = default) =>
        LogEntries.WaitForAsync(_entries, eventId, deadline, cancellationToken);

    public ILogger CreateLogger(string categoryName) => new CollectingLogger(_entries, categoryName);

    public void Dispose()
    {
    }
}
