using System.Diagnostics.Metrics;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Health;

/// <summary>The instruments that are read on demand, instead of counted when something happens.</summary>
internal sealed class StateInstruments
{
    private static readonly CircuitState[] States = Enum.GetValues<CircuitState>();

    public StateInstruments(
        CacheMetrics metrics,
        NearTier near,
        EvictionFollower follower,
        EvictionJournal journal,
        FarEndpoint endpoint,
        CacheEngine engine)
    {
        var meter = metrics.Meter;
        meter.CreateObservableUpDownCounter("tasker.cache.near.entries", () => near.Count, "{entry}", "Entries in this process's memory.");
        meter.CreateObservableUpDownCounter("tasker.cache.near.size", () => near.Bytes, "By", "What they take.");
        meter.CreateObservableCounter("tasker.cache.near.dropped", () => Dropped(near.GetStatistics()), "{entry}", "Entries that this process's memory let go, by reason.");
        meter.CreateObservableCounter("tasker.cache.near.refused", () => near.GetStatistics().Refused, "{entry}", "Entries that were too large for this process's memory.");
        meter.CreateObservableGauge("tasker.cache.attached", () => follower.IsAttached ? 1 : 0, description: "1 while this node is in touch with the eviction log, 0 while it is not.");
        meter.CreateObservableGauge("tasker.cache.horizon.lag", () => Lag(follower), "s", "How long ago the last good reading of the eviction log began. Nothing is measured before the first.");
        meter.CreateObservableUpDownCounter("tasker.cache.journal.length", () => journal.Count, "{tag}", "Evicted tags that the log has not confirmed.");
        meter.CreateObservableUpDownCounter("tasker.cache.circuit.state", () => StatesOf(endpoint), description: "1 for the state that the circuit of the shared tier is in, 0 for the others.");
        meter.CreateObservableUpDownCounter("tasker.cache.computations", () => engine.Flights, "{computation}", "Handlers that others wait for, or may wait for.");
        meter.CreateObservableUpDownCounter("tasker.cache.waiting", () => engine.Waiting, "{request}", "Requests that wait for a computation of another.");
        meter.CreateObservableCounter("tasker.cache.caught_errors", Caught, "{error}", "Exceptions of loggers, listeners, subscribers and background loops that were caught, by source.");
    }

    private static IEnumerable<Measurement<long>> Caught() =>
        CaughtErrors.Read().Select(static count => new Measurement<long>(count.Value, Tag("tasker.cache.error.source", count.Key)));

    private static IEnumerable<Measurement<long>> Dropped(NearTierStatistics statistics) =>
    [
        new(statistics.DroppedForCapacity, Tag("tasker.cache.near.dropped.reason", "capacity")),
        new(statistics.DroppedExpired, Tag("tasker.cache.near.dropped.reason", "expired")),
        new(statistics.DroppedVoid, Tag("tasker.cache.near.dropped.reason", "void")),
    ];

    private static IEnumerable<Measurement<double>> Lag(EvictionFollower follower) =>
        follower.Lag is { } lag ? [new Measurement<double>(lag.TotalSeconds)] : [];

    private static IEnumerable<Measurement<int>> StatesOf(FarEndpoint endpoint)
    {
        var current = endpoint.State;
        return States.Select(state => new Measurement<int>(state == current ? 1 : 0, Tag("tasker.cache.circuit.state", NameOf(state))));
    }

    private static string NameOf(CircuitState state) => state switch
    {
        CircuitState.Closed => "closed",
        CircuitState.HalfOpen => "half_open",
        _ => "open",
    };

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
