namespace Tasker.Caching.Configuration.Options;

/// <summary>Defaults and limits of <see cref="EvictionOptions"/>.</summary>
internal static class EvictionDefaults
{
    /// <summary>The log is with the entries.</summary>
    public const string Log = "backend";

    public static readonly TimeSpan CatchUpInterval = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan MinimumCatchUpInterval = TimeSpan.FromMilliseconds(10);
    public static readonly TimeSpan MaximumCatchUpInterval = TimeSpan.FromMinutes(1);

    public static readonly TimeSpan StalenessBound = TimeSpan.FromSeconds(2);
    public static readonly TimeSpan MinimumStalenessBound = TimeSpan.FromMilliseconds(10);
    public static readonly TimeSpan MaximumStalenessBound = TimeSpan.FromMinutes(10);

    public static readonly TimeSpan Retention = TimeSpan.FromSeconds(7200);
    public static readonly TimeSpan MinimumRetention = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan MaximumRetention = TimeSpan.FromDays(30);
}
