using Microsoft.Extensions.Logging;

namespace Tasker.Caching.Configuration;

/// <summary>Log messages of the configuration, 901 to 949.</summary>
internal static partial class Log
{
    [LoggerMessage(901, LogLevel.Error, "A file of the configuration is broken: {Problem}", EventName = "ConfigurationFileBroken")]
    public static partial void FileBroken(this ILogger logger, string problem);

    [LoggerMessage(902, LogLevel.Information, "The configuration of the cache has changed: {Changes}.", EventName = "ConfigurationReloaded")]
    public static partial void Reloaded(this ILogger logger, string changes);

    [LoggerMessage(903, LogLevel.Error, "The changed configuration of the cache could not be applied; what was in force stays.", EventName = "ConfigurationReloadFailed")]
    public static partial void ReloadFailed(this ILogger logger, Exception exception);

    [LoggerMessage(904, LogLevel.Information, "The back end is now {Backend} (it was {Before}); entries from before are void on this node.", EventName = "BackendChanged")]
    public static partial void BackendChanged(this ILogger logger, string backend, string before);

    [LoggerMessage(905, LogLevel.Error, "The back end '{Backend}' can't be used; {Before} stays in force.", EventName = "BackendKept")]
    public static partial void BackendKept(this ILogger logger, string backend, string before);

    [LoggerMessage(906, LogLevel.Warning, "{Count} evictions could not be told to {Before} any more, which this node no longer uses; other nodes that still do may serve what they evicted until it expires.", EventName = "EvictionsUntold")]
    public static partial void EvictionsUntold(this ILogger logger, int count, string before);

    [LoggerMessage(907, LogLevel.Information, "The configuration of the cache is free of mistakes again.", EventName = "ConfigurationMended")]
    public static partial void Mended(this ILogger logger);
}
