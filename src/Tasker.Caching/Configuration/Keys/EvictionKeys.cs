using Tasker.Caching.Configuration.Options;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Configuration.Keys;

internal static class EvictionKeys
{
    /// <summary>The table where no package brings back ends.</summary>
    public static readonly KeyTable Table = Create(BackendNames.WithoutPackages);

    /// <summary>Makes the table.</summary>
    /// <param name="backends">The names that back ends have.</param>
    public static KeyTable Create(BackendNames backends) => new("evictions",
    [
        new ScalarKey<EvictionOptions, TimeSpan>(
            "catch_up_interval",
            new DurationFormat(EvictionDefaults.MinimumCatchUpInterval, EvictionDefaults.MaximumCatchUpInterval, DurationFormat.Milliseconds),
            EvictionDefaults.CatchUpInterval, o => o.CatchUpInterval, (o, v) => o.CatchUpInterval = v,
            "How long an instance may go without hearing from the eviction log before it asks."),
        new ScalarKey<EvictionOptions, TimeSpan>(
            "staleness_bound",
            new DurationFormat(EvictionDefaults.MinimumStalenessBound, EvictionDefaults.MaximumStalenessBound, DurationFormat.Milliseconds),
            EvictionDefaults.StalenessBound, o => o.StalenessBound, (o, v) => o.StalenessBound = v,
            "How far an instance may be behind the eviction log and still count as attached."),
        new ScalarKey<EvictionOptions, TimeSpan>(
            "retention", new DurationFormat(EvictionDefaults.MinimumRetention, EvictionDefaults.MaximumRetention),
            EvictionDefaults.Retention, o => o.Retention, (o, v) => o.Retention = v,
            "How long the eviction log remembers an eviction. Longer lives of entries are cut to it."),
        new ScalarKey<EvictionOptions, string>(
            "log", new LogFormat(backends), EvictionDefaults.Log, o => o.Log, (o, v) => o.Log = v,
            "Where the eviction log is: with the entries of the back end, or in the application's database, so that evictions commit with the data."),
    ]);
}
