using Microsoft.Extensions.Logging;

namespace Tasker.Caching.Memcached;

/// <summary>Log messages of Memcached, 951 to 999.</summary>
internal static partial class Log
{
    [LoggerMessage(951, LogLevel.Warning, "Memcached at {Server} can't be reached; it is tried again in the background. {Reason}", EventName = "MemcachedConnectingFailed")]
    public static partial void ConnectingFailed(this ILogger logger, ServerAddress server, string reason);

    [LoggerMessage(952, LogLevel.Warning, "The connection to Memcached at {Server} was lost and is being reopened: {Reason}", EventName = "MemcachedConnectionLost")]
    public static partial void ConnectionLost(this ILogger logger, ServerAddress server, string reason);

    [LoggerMessage(953, LogLevel.Debug, "Connected to Memcached at {Server}.", EventName = "MemcachedConnected")]
    public static partial void Connected(this ILogger logger, ServerAddress server);

    [LoggerMessage(954, LogLevel.Information, "This node has started a new eviction log: {Reason}. Entries from before it are void.", EventName = "MemcachedLogBegunAnew")]
    public static partial void LogBegunAnew(this ILogger logger, string reason);

    [LoggerMessage(955, LogLevel.Debug, "The oldest evictions were forgotten, for their age or for want of room in the log (Retention); entries from before them are void.", EventName = "MemcachedEvictionsForgotten")]
    public static partial void EvictionsForgotten(this ILogger logger);

    [LoggerMessage(956, LogLevel.Warning, "Memcached has no memory for the eviction log ({Reason}); the log is removed, and entries from before are void.", EventName = "MemcachedLogRemoved")]
    public static partial void LogRemoved(this ILogger logger, string reason);

    [LoggerMessage(957, LogLevel.Warning, "The back end 'memcached' can't be used, falling back to the in-memory cache: {Problem}", EventName = "MemcachedBackendRefused")]
    public static partial void BackendRefused(this ILogger logger, string problem);

    [LoggerMessage(958, LogLevel.Debug, "A response of {Length} bytes is larger than what Memcached takes (-I, {Maximum} bytes); it stays on this instance.", EventName = "MemcachedEntryTooLarge")]
    public static partial void EntryTooLarge(this ILogger logger, int length, long maximum);

    [LoggerMessage(959, LogLevel.Debug, "Memcached has no room for a response ({Reason}); it stays on this instance.", EventName = "MemcachedEntryRefused")]
    public static partial void EntryRefused(this ILogger logger, string reason);
}
