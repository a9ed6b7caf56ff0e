namespace Tasker.OutputCache.Configuration;

internal static class EvictionKeys
{
    private static readonly TextFormat LogFormat = new($"{EvictionDefaults.Log}, {BackendNames.Postgres}", static name => name is EvictionDefaults.Log or BackendNames.Postgres);

    public static readonly KeyTable Table = new("evictions",
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
            "log", LogFormat, EvictionDefaults.Log, o => o.Log, (o, v) => o.Log = v,
            "Where the eviction log is: with the entries of the back end, or in the application's database, so that evictions commit with the data."),
    ]);
}
