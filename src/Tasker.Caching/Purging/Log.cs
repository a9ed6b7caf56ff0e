using Microsoft.Extensions.Logging;

namespace Tasker.Caching.Purging;

/// <summary>Log messages of purging, 1101 to 1199.</summary>
internal static partial class Log
{
    [LoggerMessage(1101, LogLevel.Warning, "The cache in front of the host could not be purged: its clients may get what was evicted until it expires there. This instance tries again until it succeeds, and loses no eviction meanwhile. Look at the section 'purge' and at that cache.", EventName = "PurgeFailed")]
    public static partial void PurgeFailed(this ILogger logger, Exception exception);

    [LoggerMessage(1102, LogLevel.Information, "The cache in front of the host is purged again of all that was evicted.", EventName = "PurgingAgain")]
    public static partial void PurgingAgain(this ILogger logger);
}
