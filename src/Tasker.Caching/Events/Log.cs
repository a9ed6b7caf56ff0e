using Microsoft.Extensions.Logging;

namespace Tasker.Caching.Events;

/// <summary>Log messages of the events, 701 to 799.</summary>
internal static partial class Log
{
    [LoggerMessage(701, LogLevel.Error, "A mapping of the event {Event} failed; what the others name is evicted. {Reason} The mapping: {Mapping}", EventName = "MappingFailed")]
    public static partial void MappingFailed(this ILogger logger, Exception? exception, string @event, string mapping, string reason);

    [LoggerMessage(702, LogLevel.Error, "A mapping of the event {Event} is wrong: {Reason} The mapping: {Mapping}", EventName = "MappingWrong")]
    public static partial void MappingWrong(this ILogger logger, Exception? exception, string @event, string mapping, string reason);

    [LoggerMessage(703, LogLevel.Warning, "A mapping of the event {Event} was registered more than once; it is used once. The mapping: {Mapping}", EventName = "MappingRepeated")]
    public static partial void MappingRepeated(this ILogger logger, string @event, string mapping);

    [LoggerMessage(704, LogLevel.Debug, "No mapping evicts anything for the event {Event}.", EventName = "EventWithoutMapping")]
    public static partial void EventWithoutMapping(this ILogger logger, string @event);

    [LoggerMessage(705, LogLevel.Warning, "More than {Maximum} tags wait for their second eviction; their resources will be evicted as a whole instead.", EventName = "SettlingWidened")]
    public static partial void SettlingWidened(this ILogger logger, int maximum);

    [LoggerMessage(706, LogLevel.Warning, "Shutting down before {Count} second evictions were due; they went early, and what is computed from a replica that still lags stays until its time to live ends.", EventName = "SettledEarly")]
    public static partial void SettledEarly(this ILogger logger, int count);

    [LoggerMessage(707, LogLevel.Error, "A second eviction of {Count} tags failed; what was computed from a replica that lagged stays until its time to live ends.", EventName = "SettlingFailed")]
    public static partial void SettlingFailed(this ILogger logger, Exception exception, int count);
}
