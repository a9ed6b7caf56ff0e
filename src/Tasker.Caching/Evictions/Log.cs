using Microsoft.Extensions.Logging;

namespace Tasker.Caching.Evictions;

/// <summary>Log messages of the evictions, 101 to 199.</summary>
internal static partial class Log
{
    [LoggerMessage(101, LogLevel.Warning, "The eviction log could not be reached ({Reason}). Evictions are in force on this node and wait in its journal ({Count} tags); other nodes hear of them when the log answers. Nothing is lost while this process runs.", EventName = "AppendFailed")]
    public static partial void AppendFailed(this ILogger logger, string reason, int count);

    [LoggerMessage(102, LogLevel.Information, "The eviction log has taken the journal ({Count} tags): other nodes hear of what this one evicted meanwhile.", EventName = "JournalAppended")]
    public static partial void JournalAppended(this ILogger logger, int count);

    [LoggerMessage(103, LogLevel.Warning, "The journal of evictions holds more than {Maximum} tags; everything is evicted instead.", EventName = "JournalCollapsed")]
    public static partial void JournalCollapsed(this ILogger logger, int maximum);

    [LoggerMessage(104, LogLevel.Warning, "Out of touch with {Backend}: its eviction log has not been read for {Seconds:0.0} s ({Reason}). No request fails for it: this node serves from its memory what may be served without the log, computes the rest, and goes on trying.", EventName = "Detached")]
    public static partial void Detached(this ILogger logger, string backend, double seconds, string reason);

    [LoggerMessage(105, LogLevel.Information, "In touch with {Backend}: its eviction log has been read, and its entries are in use.", EventName = "Attached")]
    public static partial void Attached(this ILogger logger, string backend);

    [LoggerMessage(106, LogLevel.Warning, "A new eviction log was started (generation {Generation}): everything cached before is void and computed once more, on all nodes. Nothing stale is served; expect a cold cache.", EventName = "GenerationChanged")]
    public static partial void GenerationChanged(this ILogger logger, string generation);

    [LoggerMessage(107, LogLevel.Warning, "An eviction was refused: {Reason} Refused since the last of these lines: {Count}.", EventName = "EvictionRefused")]
    public static partial void EvictionRefused(this ILogger logger, string reason, int count);

    [LoggerMessage(108, LogLevel.Warning, "Shutting down with {Count} evicted tags in the journal that the log has not confirmed: other nodes may serve what they void until it expires.", EventName = "JournalAbandoned")]
    public static partial void JournalAbandoned(this ILogger logger, int count);

    [LoggerMessage(109, LogLevel.Debug, "An eviction was refused: {Reason}", EventName = "EvictionRefusedAgain")]
    public static partial void EvictionRefusedAgain(this ILogger logger, string reason);

    [LoggerMessage(110, LogLevel.Information, "Back in touch with {Backend} after {Seconds:0.0} s: its eviction log has been read ({Count} tags were evicted elsewhere meanwhile), and its entries are in use again.", EventName = "Reattached")]
    public static partial void Reattached(this ILogger logger, string backend, double seconds, int count);

    [LoggerMessage(121, LogLevel.Warning, "A tag names the dimension '{Dimension}' of the resource '{Resource}', which has no such dimension in this process. It counts as not named here: more is evicted than need be, never less. Correct the name, or wait until every process runs the build that has it.", EventName = "DimensionUnknown")]
    public static partial void DimensionUnknown(this ILogger logger, string dimension, string resource);

    [LoggerMessage(122, LogLevel.Information, "The resource '{Resource}' has gained a dimension while the host runs, and has these now: {Dimensions}. What this process has cached of it is computed once more.", EventName = "DimensionGained")]
    public static partial void DimensionGained(this ILogger logger, string resource, string dimensions);
}
