using Microsoft.Extensions.Logging;

namespace Tasker.OutputCache.FrameworkStore;

/// <summary>Log messages of the store, 301 to 399.</summary>
internal static partial class Log
{
    [LoggerMessage(301, LogLevel.Warning, "The framework's middleware writes entries of revision {Revision}, which this version can't read. They are passed through; entity tags, encodings and exact headers are off.", EventName = "UnknownRevision")]
    public static partial void UnknownRevision(this ILogger logger, int revision);
}
