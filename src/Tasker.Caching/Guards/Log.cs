using Microsoft.Extensions.Logging;

namespace Tasker.Caching.Guards;

internal static partial class Log
{
    [LoggerMessage(161, LogLevel.Error, "The background loop '{Name}' ended with an exception and begins again after a pause. No request fails for it; while it pauses, what it does is late. Report it, with this exception.", EventName = "LoopRestarts")]
    public static partial void LoopRestarts(this ILogger logger, Exception exception, string name);
}
