using Microsoft.Extensions.Logging;

namespace Tasker.Caching.Objects;

/// <summary>Log messages of objects, 861 to 899.</summary>
internal static partial class Log
{
    [LoggerMessage(861, LogLevel.Warning, "An object of type {Type} in '{Resource}' has {Length} bytes, more than {Maximum}. Such objects are returned, and not cached.", EventName = "ObjectTooLarge")]
    public static partial void ObjectTooLarge(this ILogger logger, Type type, string resource, long length, long maximum);

    [LoggerMessage(862, LogLevel.Warning, "Objects of type {Type} in '{Resource}' can't be serialized. They are returned, and not cached.", EventName = "ObjectNotSerializable")]
    public static partial void ObjectNotSerializable(this ILogger logger, Exception exception, Type type, string resource);

    [LoggerMessage(863, LogLevel.Warning, "An entry of '{Resource}' can't be read as {Type}: it is damaged, or of another build or type. Such entries count as absent.", EventName = "ObjectUnreadable")]
    private static partial void ObjectUnreadable(this ILogger logger, Exception? exception, string resource, Type type);

    public static void ObjectUnreadable(this ILogger logger, Exception? exception, Type type, string resource) => logger.ObjectUnreadable(exception, resource, type);

    [LoggerMessage(864, LogLevel.Warning, "A key in '{Resource}' is empty, or longer than {Maximum} characters. Such objects are computed, and not cached.", EventName = "ObjectKeyRefused")]
    public static partial void ObjectKeyRefused(this ILogger logger, string resource, int maximum);

    [LoggerMessage(865, LogLevel.Warning, "An object of '{Resource}' could not be computed again. The old one is served while its window lasts.", EventName = "ObjectRefreshFailed")]
    public static partial void ObjectRefreshFailed(this ILogger logger, Exception exception, string resource);

    [LoggerMessage(866, LogLevel.Debug, "{Resource} object cache {Outcome} (key {Key})", EventName = "ObjectLookedUp")]
    public static partial void ObjectLookedUp(this ILogger logger, string resource, string outcome, string key);

    [LoggerMessage(867, LogLevel.Warning, "{Flaw} The parts of its objects' keys are no dimensions: objects can't be evicted by them.", EventName = "ObjectKeysFlaw")]
    public static partial void ObjectKeysFlaw(this ILogger logger, string flaw);
}
