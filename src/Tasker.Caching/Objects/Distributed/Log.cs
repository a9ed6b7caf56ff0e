using Microsoft.Extensions.Logging;

namespace Tasker.Caching.Objects.Distributed;

/// <summary>Log messages of the distributed cache, 881 to 889.</summary>
internal static partial class Log
{
    [LoggerMessage(881, LogLevel.Warning, "The shared back end does not answer: the distributed cache (sessions, for example) has what this process wrote, in its memory, until it does.", EventName = "ValuesInMemory")]
    public static partial void ValuesInMemory(this ILogger logger);

    [LoggerMessage(882, LogLevel.Information, "The shared back end answers: the distributed cache is there again.", EventName = "ValuesShared")]
    public static partial void ValuesShared(this ILogger logger);

    [LoggerMessage(883, LogLevel.Warning, "The distributed cache (sessions, for example) is in this process's memory only: the back end '{Backend}' keeps no values that instances share.", EventName = "ValuesNotShared")]
    public static partial void ValuesNotShared(this ILogger logger, string backend);
}
