using Tasker.Caching.Engine;
using Tasker.Caching.Guards;

namespace Tasker.Caching.Evictions.Evicting;

/// <summary>Counts evictions: one call feeds the meter and the history that the administration shows.</summary>
internal sealed class EvictionMetrics(CacheMetrics metrics, EvictionHistory history)
{
    private readonly GuardedCounter _evictions = new GuardedCounter(metrics.Meter.CreateCounter<long>("tasker.cache.evictions", "{eviction}", "Evictions that this node began, by mode and result."));
    private readonly GuardedCounter _markers = new GuardedCounter(metrics.Meter.CreateCounter<long>("tasker.cache.evictions.markers_raised", "{raise}", "Times at which this node voided everything before a point of the log, by reason."));
    private readonly GuardedHistogram _age = new GuardedHistogram(metrics.Meter.CreateHistogram<double>("tasker.cache.eviction.age", "s", "How long an eviction of another node had been in the log when this node applied it.", advice: CacheMetrics.Seconds));

    /// <summary>Records an eviction that this node has begun.</summary>
    public void Record(IReadOnlyCollection<CacheTag> tags, EvictionMode mode, EvictionOutcome outcome)
    {
        _evictions.Add(1, new KeyValuePair<string, object?>("tasker.cache.eviction.mode", EvictionModeText.Of(mode)), new("tasker.cache.eviction.result", EvictionResultText.Of(outcome.Result)));
        history.Add(tags, mode, outcome);
    }

    /// <summary>Records an eviction of another node.</summary>
    /// <param name="tags">Its tags, as the log has them.</param>
    /// <param name="age">How long it had been in the log, if that can be told.</param>
    public void RecordReceived(IReadOnlyList<string> tags, TimeSpan? age)
    {
        if (age is { } known)
        {
            _age.Record(known.TotalSeconds);
        }

        history.AddReceived(tags, age);
    }

    public void CountMarkerRaised(MarkerReason reason) =>
        _markers.Add(1, new KeyValuePair<string, object?>("tasker.cache.marker.reason", NameOf(reason)));

    // Not the name of the member: that may change, and dashboards have this one.
    private static string NameOf(MarkerReason reason) => reason switch
    {
        MarkerReason.NewLog => "new-log",
        MarkerReason.PrimaryChanged => "primary-changed",
        MarkerReason.LogRolledBack => "log-rolled-back",
        MarkerReason.Damaged => "damaged",
        MarkerReason.Retention => "retention",
        _ => "none",
    };
}
