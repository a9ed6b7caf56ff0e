using System.Collections.Concurrent;

namespace Tasker.OutputCache.TestUtilities.Logging;

internal static class LogEntries
{
    public static async Task<LogEntry> WaitForAsync(ConcurrentQueue<LogEntry> entries, int eventId, TimeSpan deadline, CancellationToken cancellationToken)
    {
        LogEntry? found = null;

        await Eventually.Async(
            _ => Task.FromResult(string.Join(", ", entries.Select(entry => entry.EventId.Id))),
            _ => (found = entries.FirstOrDefault(entry => entry.EventId.Id == eventId)) is not null,
            deadline,
            $"a log entry with event id {eventId}",
            cancellationToken);

        return found!;
    }
}
