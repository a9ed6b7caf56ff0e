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

    [LoggerMessage(1004, LogLevel.Information, "This node has started a new eviction log in PostgreSQL: {Reason}. Entries from before it are void.", EventName = "PostgresLogBegunAnew")]
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

    [LoggerMessage(1011, LogLevel.Warning, "The outbox in PostgreSQL can't be used: {Problem} Evictions do not commit with the data; they follow the commit.", EventName = "PostgresOutboxRefused")]
    public static partial void OutboxRefused(this ILogger logger, string problem);

    [LoggerMessage(1012, LogLevel.Warning, "{Waiting} rows of the outbox in PostgreSQL wait for the eviction log, the first for {Seconds:0} s. What they evict may be served as it was until its time to live ends, or until the log can be reached: see to the log (104).", EventName = "PostgresOutboxLate")]
    public static partial void OutboxLate(this ILogger logger, long waiting, double seconds);

    [LoggerMessage(1013, LogLevel.Information, "The outbox in PostgreSQL is relayed to the eviction log again.", EventName = "PostgresOutboxRelayed")]
    public static partial void OutboxRelayed(this ILogger logger);

    [LoggerMessage(1014, LogLevel.Warning, "The outbox in PostgreSQL can't be read, and is tried again every second. What other processes have committed with their data is evicted when it can; nothing is lost.", EventName = "PostgresOutboxUnreadable")]
    public static partial void OutboxUnreadable(this ILogger logger, Exception exception);

    [LoggerMessage(1065, LogLevel.Warning, "The triggers in PostgreSQL are not as CoversByTrigger says: {Problem} Until then, what other programs change in the table may be served as it was until its time to live ends.", EventName = "PostgresTriggersDiffer")]
    public static partial void TriggersDiffer(this ILogger logger, string problem);

    [LoggerMessage(1066, LogLevel.Information, "This instance reads the change feed of PostgreSQL, slot {Slot}.", EventName = "PostgresFeedHeld")]
    public static partial void FeedHeld(this ILogger logger, string slot);

    [LoggerMessage(1067, LogLevel.Warning, "The change feed of PostgreSQL is not read by this instance: {Problem} It is tried again. Nothing is lost: what other programs change is evicted when it runs, and may be served as it was until then.", EventName = "PostgresFeedStopped")]
    public static partial void FeedStopped(this ILogger logger, string problem);

    [LoggerMessage(1068, LogLevel.Warning, "The change feed of PostgreSQL is behind: {Problem}", EventName = "PostgresFeedBehind")]
    public static partial void FeedBehind(this ILogger logger, string problem);

    [LoggerMessage(1069, LogLevel.Information, "The change feed of PostgreSQL has caught up.", EventName = "PostgresFeedCaughtUp")]
    public static partial void FeedCaughtUp(this ILogger logger);

    [LoggerMessage(1070, LogLevel.Warning, "Updates and deletes of table {Table} do not tell what the rows were, and evict what EvictOnChange names as whenRowsUnknown, or everything: run ALTER TABLE {Table} REPLICA IDENTITY FULL.", EventName = "PostgresFeedWithoutOldRows")]
    public static partial void FeedWithoutOldRows(this ILogger logger, string table);

    [LoggerMessage(1071, LogLevel.Error, "The mapping of EvictOnChange for table {Table} failed for a row; what it evicts when the rows are not known is evicted instead.", EventName = "PostgresChangeMappingFailed")]
    public static partial void ChangeMappingFailed(this ILogger logger, string table, Exception exception);
}
