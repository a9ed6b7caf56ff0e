using Microsoft.Extensions.Logging;

namespace Tasker.OutputCache.Evictions;

/// <summary>Log messages of the evictions, 101 to 199.</summary>
internal static partial class Log
{
    [LoggerMessage(101, LogLevel.Warning, "The eviction log could not be reached ({Reason}); {Count} tags are in force on this node and kept in its journal, which goes on trying.", EventName = "AppendFailed")]
    public static partial void AppendFailed(this ILogger logger, string reason, int count);

    [LoggerMessage(102, LogLevel.Information, "The eviction log has taken the journal ({Count} tags).", EventName = "JournalAppended")]
    public static partial void JournalAppended(this ILogger logger, int count);

    [LoggerMessage(103, LogLevel.Warning, "The journal of evictions holds more than {Maximum} tags; everything is evicted instead.", EventName = "JournalCollapsed")]
    public static partial void JournalCollapsed(this ILogger logger, int maximum);

    [LoggerMessage(104, LogLevel.Warning, "The eviction log can't be read ({Reason}); this node is detached from the shared tier until it can.", EventName = "Detached")]
    public static partial void Detached(this ILogger logger, string reason);

    [LoggerMessage(105, LogLevel.Information, "The eviction log has been read; this node is attached to the shared tier ({Backend}).", EventName = "Attached")]
    public static partial void Attached(this ILogger logger, string backend);

    [LoggerMessage(106, LogLevel.Warning, "The eviction log was begun anew (generation {Generation}); everything cached before is void.", EventName = "GenerationChanged")]
    public static partial void GenerationChanged(this ILogger logger, string generation);

    [LoggerMessage(107, LogLevel.Warning, "A tag was not evicted: {Reason} Refused since the last of these lines: {Count}.", EventName = "EvictionRefused")]
    public static partial void EvictionRefused(this ILogger logger, string reason, int count);

    [LoggerMessage(108, LogLevel.Warning, "Shutting down with {Count} evictions in the journal that the log has not confirmed.", EventName = "JournalAbandoned")]
    public static partial void JournalAbandoned(this ILogger logger, int count);

    [LoggerMessage(109, LogLevel.Debug, "A tag was not evicted: {Reason}", EventName = "EvictionRefusedAgain")]
    public static partial void EvictionRefusedAgain(this ILogger logger, string reason);
}
