using Microsoft.Extensions.Logging;

namespace Tasker.Caching.Redis;

/// <summary>Log messages of Redis, 601 to 699.</summary>
internal static partial class Log
{
    [LoggerMessage(601, LogLevel.Warning, "Connecting to Redis at {Servers} failed ({Reason}); it is tried again in the background, every second, and said again when the reason is another.", EventName = "RedisConnectingFailed")]
    public static partial void ConnectingFailed(this ILogger logger, Exception? exception, string servers, string reason);

    [LoggerMessage(603, LogLevel.Debug, "Closing a connection to Redis failed.", EventName = "RedisClosingFailed")]
    public static partial void ClosingFailed(this ILogger logger, Exception exception);

    [LoggerMessage(604, LogLevel.Information, "This node has started a new eviction log: {Reason}. Entries from before it are void.", EventName = "RedisLogBegunAnew")]
    public static partial void LogBegunAnew(this ILogger logger, string reason);

    [LoggerMessage(605, LogLevel.Debug, "Evictions older than the retention were forgotten (Retention); entries from before them are void.", EventName = "RedisEvictionsForgotten")]
    public static partial void EvictionsForgotten(this ILogger logger);

    [LoggerMessage(606, LogLevel.Warning, "Redis has no memory for the eviction log; the log is removed, and entries from before are void.", EventName = "RedisLogUnlinked")]
    public static partial void LogUnlinked(this ILogger logger);

    [LoggerMessage(607, LogLevel.Warning, "A message that is no eviction came in on the channel of evictions; it is ignored, and so are others like it from now on.", EventName = "RedisForeignMessage")]
    public static partial void ForeignMessage(this ILogger logger);

    [LoggerMessage(608, LogLevel.Warning, "The back end '{Backend}' can't be used, falling back to the in-memory cache: {Problem}", EventName = "RedisBackendRefused")]
    public static partial void BackendRefused(this ILogger logger, string backend, string problem);

    [LoggerMessage(671, LogLevel.Warning, "Redis at {Servers} tells neither scripts nor this client which server it is (INFO is refused), so it can't be known whether evictions were lost in a failover. Every start and every reconnect of an instance makes everything cached void; a failover that breaks no connection is not noticed. Allow INFO (and allowAdmin on a connection of the host's own).", EventName = "RedisIdentityUnknown")]
    public static partial void IdentityUnknown(this ILogger logger, string servers);

    [LoggerMessage(672, LogLevel.Information, "Redis at {Servers} has the maxmemory-policy '{Policy}': when its memory is full it may throw away the eviction log, which is safe, and makes everything cached void each time. With volatile-ttl or volatile-lru the log stays.", EventName = "RedisLogMayBeEvicted")]
    public static partial void LogMayBeEvicted(this ILogger logger, string servers, string policy);

    [LoggerMessage(673, LogLevel.Information, "The back end '{Backend}' uses the host's own connection, {Origin}. The address and the other settings of the section are not used, and the connection is never closed by the cache.", EventName = "RedisConnectionOfHost")]
    public static partial void ConnectionOfHost(this ILogger logger, string backend, string origin);

    [LoggerMessage(674, LogLevel.Warning, "The back end '{Backend}' is to use the host's connection '{Name}', and no IConnectionMultiplexer is registered with that key; the address of the section is used.", EventName = "RedisConnectionMissing")]
    public static partial void ConnectionMissing(this ILogger logger, string backend, string name);
}
