using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Tasker.Caching.Configuration;
using Tasker.Caching.Configuration.Problems;

namespace Tasker.Caching.Engine;

/// <summary>Log messages of the host, 1 to 99.</summary>
[Experimental(EngineFace.DiagnosticId)]
public static partial class Log
{
    private const string Break = "\n  - ";

    [LoggerMessage(1, LogLevel.Information, "In-memory cache provider initialized (at most {MaximumCapacity} entries, {MaximumBytes} bytes). It is this process's own.", EventName = "MemoryBackend")]
    internal static partial void MemoryBackend(this ILogger logger, int maximumCapacity, long maximumBytes);

    [LoggerMessage(2, LogLevel.Information, "Distributed cache provider initialized ({Backend}), with this process's memory before it.", EventName = "SharedBackend")]
    internal static partial void SharedBackend(this ILogger logger, string backend);

    [LoggerMessage(3, LogLevel.Information, "The cache is disabled by configuration: every request runs its handler.", EventName = "CacheDisabled")]
    internal static partial void CacheDisabled(this ILogger logger);

    [LoggerMessage(4, LogLevel.Warning, "Failed to connect to {Backend}, falling back to the in-memory cache ({Reason}). It is used as soon as it can be reached, and a line says so; until then each instance computes for itself.", EventName = "BackendOutOfReach")]
    internal static partial void BackendOutOfReach(this ILogger logger, string backend, string reason);

    [LoggerMessage(5, LogLevel.Error, "The back end '{Backend}' is configured, but its package is not here; the in-memory cache is used, and evictions of other instances are not heard. {Remedy}", EventName = "BackendMissing")]
    internal static partial void BackendMissing(this ILogger logger, string backend, string remedy);

    [LoggerMessage(6, LogLevel.Warning, "Configuration of the cache: {Problem}", EventName = "ConfigurationProblem")]
    internal static partial void ConfigurationProblem(this ILogger logger, string problem);

    /// <summary>Logs mistakes: an error for each file that is out of force, and one warning for all others together.</summary>
    internal static void Problems(this ILogger logger, IEnumerable<ConfigurationProblem> problems)
    {
        var others = new List<string>();
        foreach (var problem in problems)
        {
            if (problem.IsBrokenFile)
            {
                logger.FileBroken(problem.ToString());
            }
            else
            {
                others.Add(problem.ToString());
            }
        }

        if (others.Count > 0)
        {
            logger.ConfigurationProblem(others is [var only] ? only : $"{others.Count} mistakes.{Break}{string.Join(Break, others)}");
        }
    }

    /// <summary>Says that endpoints ask for caching and no middleware does it.</summary>
    [LoggerMessage(7, LogLevel.Warning, "Endpoints are declared as cached, but the pipeline has no output cache: nothing is cached. Call app.UseOutputCache() after authentication and before the endpoints.", EventName = "MiddlewareMissing")]
    public static partial void MiddlewareMissing(this ILogger logger);
}
