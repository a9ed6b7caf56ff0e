using Microsoft.Extensions.Logging;

namespace Tasker.Caching.EntityFrameworkCore;

/// <summary>Log messages of the evictions by Entity Framework Core, 801 to 849.</summary>
internal static partial class Log
{
    [LoggerMessage(801, LogLevel.Warning, "EvictOnSave<{Row}> never evicts anything: no DbContext is registered whose saves could be seen. Call AddDbContext, or UseTaskerEvictions(services) where the context's options are made.", EventName = "NoContext")]
    public static partial void NoContext(this ILogger logger, string row);

    [LoggerMessage(802, LogLevel.Warning, "EvictOnSave<{Row}> never evicts anything: no DbContext in use has such a type in its model.", EventName = "RowNotMapped")]
    public static partial void RowNotMapped(this ILogger logger, string row);

    [LoggerMessage(803, LogLevel.Error, "The mapping of EvictOnSave<{Row}> failed for a row; what it evicts when the rows are not known is evicted instead.", EventName = "MappingFailed")]
    public static partial void MappingFailed(this ILogger logger, string row, Exception exception);

    [LoggerMessage(804, LogLevel.Warning, "Rows of {Row} were changed without being known (a bulk statement, raw SQL, a cascade, or an entity that was never read), and EvictOnSave does not say what that evicts: everything is evicted. Give it whenRowsUnknown.", EventName = "RowsUnknown")]
    public static partial void RowsUnknown(this ILogger logger, string row);

    [LoggerMessage(805, LogLevel.Warning, "The outcome of a commit is not known; what it would have changed is evicted.", EventName = "OutcomeUnknown")]
    public static partial void OutcomeUnknown(this ILogger logger);

    [LoggerMessage(806, LogLevel.Error, "An eviction after a commit failed.", EventName = "EvictionFailed")]
    public static partial void EvictionFailed(this ILogger logger, Exception exception);

    [LoggerMessage(807, LogLevel.Error, "What a save changes could not be found out; everything is evicted.", EventName = "ChangesUnknown")]
    public static partial void ChangesUnknown(this ILogger logger, Exception exception);

    [LoggerMessage(808, LogLevel.Debug, "One commit named more than {Maximum} tags; those with dimensions were widened to their resources.", EventName = "TagsWidened")]
    public static partial void TagsWidened(this ILogger logger, int maximum);

    [LoggerMessage(815, LogLevel.Warning, "The model of {Context} could not be read outside a request; the invalidation coverage knows its EvictOnSave only after the context has sent a command.", EventName = "ModelUnknown")]
    public static partial void ModelUnknown(this ILogger logger, string context, Exception exception);
}
