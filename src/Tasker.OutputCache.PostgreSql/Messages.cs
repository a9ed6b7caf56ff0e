using Microsoft.Extensions.Logging;

namespace Tasker.Caching.PostgreSql;

/// <summary>Log messages of PostgreSQL, 1001 to 1099.</summary>
internal static partial class Messages
{
    [LoggerMessage(1001, LogLevel.Warning, "The back end 'postgres' can't be used, falling back to the in-memory cache: {Problem}", EventName = "PostgresBackendRefused")]
    public static partial void BackendRefused(this ILogger logger, string problem);

    [LoggerMessage(1002, LogLevel.Warning, "The schema '{Schema}' of the cache is missing in PostgreSQL, and create_schema does not allow it to be created: the cache stays detached. Run schema.sql of this package in the database, or set create_schema.", EventName = "PostgresSchemaMissing")]
    public static partial void SchemaMissing(this ILogger logger, string schema);

    [LoggerMessage(1003, LogLevel.Information, "The schema '{Schema}' of the cache was created in PostgreSQL.", EventName = "PostgresSchemaCreated")]
    public static partial void SchemaCreated(this ILogger logger, string schema);

    [LoggerMessage(1004, LogLevel.Information, "This node has begun the eviction log in PostgreSQL anew: {Reason}. Entries from before it are void.", EventName = "PostgresLogBegunAnew")]
    public static partial void LogBegunAnew(this ILogger logger, string reason);

    [LoggerMessage(1005, LogLevel.Debug, "The janitor has forgotten {Forgotten} evictions that are older than the retention, and dropped {Compacted} of which there is a newer one.", EventName = "PostgresLogKept")]
    public static partial void LogKept(this ILogger logger, long forgotten, long compacted);

    [LoggerMessage(1006, LogLevel.Debug, "A background task of PostgreSQL failed and is tried again: {Task}.", EventName = "PostgresTaskFailed")]
    public static partial void TaskFailed(this ILogger logger, Exception exception, string task);

    [LoggerMessage(1007, LogLevel.Debug, "A response of {Length} bytes is larger than what is kept in PostgreSQL ({Maximum} bytes, a quarter of max_bytes at most); it stays on this instance.", EventName = "PostgresEntryTooLarge")]
    public static partial void EntryTooLarge(this ILogger logger, int length, long maximum);

    [LoggerMessage(1008, LogLevel.Debug, "The janitor has removed {CrowdedOut} entries from PostgreSQL beside {Expired} that had expired, to keep within {Budget} bytes.", EventName = "PostgresEntriesCrowdedOut")]
    public static partial void EntriesCrowdedOut(this ILogger logger, long crowdedOut, long expired, long budget);

    [LoggerMessage(1009, LogLevel.Warning, "The horizon of the eviction log in PostgreSQL has stood still for {Seconds:0} s: a transaction is open ({Culprit}). Nothing stale is served; what was evicted meanwhile is not shared between nodes until it ends. End it, or shorten it.", EventName = "PostgresHorizonHeld")]
    public static partial void HorizonHeld(this ILogger logger, double seconds, string culprit);

    [LoggerMessage(1010, LogLevel.Information, "The horizon of the eviction log in PostgreSQL moves again.", EventName = "PostgresHorizonFree")]
    public static partial void HorizonFree(this ILogger logger);
}
