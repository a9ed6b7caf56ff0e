using Microsoft.Extensions.Logging;

namespace Tasker.Caching.Backends;

/// <summary>Log messages of back ends, 41 to 49.</summary>
internal static partial class Log
{
    [LoggerMessage(41, LogLevel.Warning, "The back end '{Backend}' can't be used, falling back to the in-memory cache: {Problem}", EventName = "BackendRefused")]
    public static partial void BackendRefused(this ILogger logger, string backend, string problem);

    [LoggerMessage(42, LogLevel.Error, "The provider of the back end '{Backend}' failed, falling back to the in-memory cache.", EventName = "BackendFailed")]
    public static partial void BackendFailed(this ILogger logger, Exception exception, string backend);
}
