using Microsoft.Extensions.Logging;

namespace Tasker.Caching.Cluster;

/// <summary>Log messages of the instances of a deployment, 1201 to 1299.</summary>
internal static partial class Log
{
    [LoggerMessage(1271, LogLevel.Debug, "This instance can't announce itself to the others through {Backend} ({Reason}): their administration says that it is not heard from. Nothing else depends on it, and it tries again every 2 s.", EventName = "InstanceNotAnnounced")]
    public static partial void NotAnnounced(this ILogger logger, string backend, string reason);

    [LoggerMessage(1272, LogLevel.Debug, "This instance announces itself through {Backend} again.", EventName = "InstanceAnnouncedAgain")]
    public static partial void AnnouncedAgain(this ILogger logger, string backend);
}
