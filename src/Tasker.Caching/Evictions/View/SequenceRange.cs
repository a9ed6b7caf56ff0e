namespace Tasker.Caching.Evictions.View;

/// <summary>The places in an eviction log that a computation can have begun at.</summary>
internal static class SequenceRange
{
    /// <summary>How far ahead of what this node knows another one may be: what that has computed since is read all the same.</summary>
    public static readonly TimeSpan Slack = TimeSpan.FromHours(1);

    /// <summary>Says whether a computation can have begun at a place by now. A stamp that no eviction could ever reach would outlive them all.</summary>
    /// <param name="sequence">The place.</param>
    /// <param name="known">The highest place that this node has seen.</param>
    /// <param name="serverTime">The time of the log's server.</param>
    public static bool IsReached(long sequence, long known, DateTimeOffset serverTime) =>
        sequence <= known || sequence <= ((serverTime - DateTimeOffset.UnixEpoch) + Slack).Ticks / TimeSpan.TicksPerMicrosecond;
}
