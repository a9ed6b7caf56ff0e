using Microsoft.Extensions.Logging;
using Tasker.OutputCache.Configuration;

namespace Tasker.OutputCache.Hosting;

/// <summary>Log messages of the host, 1 to 99.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "In-memory cache provider initialized (at most {MaximumCapacity} entries, {MaximumBytes} bytes). It is this process's own.", EventName = "MemoryBackend")]
    public static partial void MemoryBackend(this ILogger logger, int maximumCapacity, long maximumBytes);

    [LoggerMessage(2, LogLevel.Information, "Distributed cache provider initialized ({Backend}), with this process's memory before it.", EventName = "SharedBackend")]
    public static partial void SharedBackend(this ILogger logger, string backend);

    [LoggerMessage(3, LogLevel.Information, "The cache is disabled by configuration: every request runs its handler.", EventName = "CacheDisabled")]
    public static partial void CacheDisabled(this ILogger logger);

    [LoggerMessage(4, LogLevel.Warning, "Failed to connect to {Backend}, falling back to the in-memory cache ({Reason}). It is used as soon as it can be reached, and a line says so; until then each instance computes for itself.", EventName = "BackendOutOfReach")]
    public static partial void BackendOutOfReach(this ILogger logger, string backend, string reason);

    [LoggerMessage(5, LogLevel.Warning, "The back end '{Backend}' is configured, but its package is not here; the in-memory cache is used. {Remedy}", EventName = "BackendMissing")]
    public static partial void BackendMissing(this ILogger logger, string backend, string remedy);

    [LoggerMessage(6, LogLevel.Warning, "Configuration of the cache: {Problem}", EventName = "ConfigurationProblem")]
    public static partial void ConfigurationProblem(this ILogger logger, string problem);

    /// <summary>Logs a mistake: an error where a whole file is out of force for it.</summary>
    public static void Problem(this ILogger logger, ConfigurationProblem problem)
    {
        if (problem.IsBrokenFile)
        {
            logger.FileBroken(problem.ToString());
        }
        else
        {
            logger.ConfigurationProblem(problem.ToString());
        }
    }

    [LoggerMessage(7, LogLevel.Warning, "Endpoints are declared as cached, but the pipeline has no output cache: nothing is cached. Call app.UseOutputCache() after authentication and before the endpoints.", EventName = "MiddlewareMissing")]
    public static partial void MiddlewareMissing(this ILogger logger);
}
