namespace Tasker.Caching.Memcached.Tiers;

/// <summary>Lives as the server counts them: whole seconds.</summary>
internal static class ItemLife
{
    // A larger number would be taken for a date.
    private const uint Longest = 30 * 24 * 60 * 60;

    /// <summary>Gets the seconds to send. The server's clock ticks once a second, and its next tick may be near: one second more.</summary>
    public static uint Seconds(TimeSpan life) => (uint)Math.Min(Longest, Math.Ceiling(Math.Max(0, life.TotalSeconds)) + 1);
}
