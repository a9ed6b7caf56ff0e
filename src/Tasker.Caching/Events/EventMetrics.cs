using System.Diagnostics.Metrics;
using Tasker.Caching.Engine;

namespace Tasker.Caching.Events;

/// <summary>The instruments of the events, on the meter of the cache. Types of events are few; tags and keys are not, and are no labels.</summary>
internal sealed class EventMetrics : IDisposable
{
    public const string Threw = "threw";
    public const string ReturnedNull = "null";
    public const string TagIsNull = "null-tag";

    private readonly Meter _meter;
    private readonly GuardedCounter _events;
    private readonly GuardedCounter _failures;
    private readonly GuardedCounter _settled;

    public EventMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(CacheMetrics.MeterName);
        _events = new GuardedCounter(_meter.CreateCounter<long>("tasker.cache.events", "{event}", "Domain events that were published to the cache, by type."));
        _failures = new GuardedCounter(_meter.CreateCounter<long>("tasker.cache.events.failures", "{failure}", "Mappings of events that failed, by type of event and reason."));
        _settled = new GuardedCounter(_meter.CreateCounter<long>("tasker.cache.events.settled", "{tag}", "Tags that were evicted a second time, after their settle time."));
    }

    public void CountEvent(Type type) => _events.Add(1, new KeyValuePair<string, object?>("tasker.cache.event", type.Name));

    public void CountFailure(Type type, string error) => _failures.Add(1, new KeyValuePair<string, object?>("tasker.cache.event", type.Name), new("error.type", error));

    public void CountSettled(int tags) => _settled.Add(tags);

    public void Dispose() => _meter.Dispose();
}
