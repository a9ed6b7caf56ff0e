namespace Tasker.Caching.Cluster;

/// <summary>How often instances announce themselves, and what follows when they don't.</summary>
internal static class InstanceTimes
{
    /// <summary>How often an instance announces itself: one round trip.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>The age at which an instance is shown as silent: two announcements are overdue. The page tells of it within five seconds.</summary>
    public static readonly TimeSpan SilentAfter = 2 * Interval;

    /// <summary>How long an instance that has gone without a word stays in the list.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    /// <summary>How long an instance that has said that it stops stays in the list.</summary>
    public static readonly TimeSpan RememberedWhenStopped = TimeSpan.FromMinutes(2);

    /// <summary>How old a list may be that is shown as that of now: however many look at it, the back end is asked twice a second at most.</summary>
    public static readonly TimeSpan ListInterval = TimeSpan.FromMilliseconds(500);
}
