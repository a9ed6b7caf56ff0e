using Microsoft.Extensions.Logging;

namespace Tasker.Caching.Computing;

/// <summary>Log messages of the tiers, 851 to 859.</summary>
internal static partial class Log
{
    [LoggerMessage(851, LogLevel.Warning, "The cache back end '{Backend}' is this process's own and would not hear of what others evict, so it is not safe for '{Resource}': that is not cached, and every request computes.", EventName = "NotShared")]
    public static partial void NotShared(this ILogger logger, string backend, string resource);

    [LoggerMessage(852, LogLevel.Warning, "'{Resource}' is not cached while this process is out of touch with the shared back end '{Backend}'; every request computes.", EventName = "SharedTierLost")]
    public static partial void SharedTierLost(this ILogger logger, string backend, string resource);

    [LoggerMessage(853, LogLevel.Information, "'{Resource}' is cached again: the shared back end '{Backend}' is there.", EventName = "SharedTierBack")]
    public static partial void SharedTierBack(this ILogger logger, string backend, string resource);
}
