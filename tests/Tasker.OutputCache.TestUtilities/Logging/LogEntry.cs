using Microsoft.Extensions.Logging;

namespace Tasker.OutputCache.TestUtilities.Logging;

/// <summary>One message that was logged.</summary>
public sealed record LogEntry(string Category, LogLevel Level, EventId EventId, string Message, Exception? Exception);
