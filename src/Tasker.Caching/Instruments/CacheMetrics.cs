using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using Tasker.Caching.Guards;

namespace Tasker.Caching.Engine;

/// <summary>Counts what happens on this node: one call an event feeds the meter <c>Tasker.OutputCache</c> and what the administration shows.</summary>
/// <remarks>Tags of the meter are of low cardinality: resources, endpoints and reasons, never keys. Their names have a namespace: a bare <c>endpoint</c> is a label of Prometheus's own in a cluster.</remarks>
[Experimental(EngineFace.DiagnosticId)]
public sealed class CacheMetrics : IDisposable
{
    internal const string MeterName = "Tasker.OutputCache";

    // From microseconds for memory to seconds for background work.
    internal static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    };

    private readonly Meter _meter;
    private readonly CacheStatistics _statistics;
    private readonly GuardedCounter _requests;
    private readonly GuardedCounter _notStored;
    private readonly GuardedCounter _misses;
    private readonly GuardedCounter _unreadable;
    private readonly GuardedCounter _droppedFills;
    private readonly GuardedCounter _farFailures;
    private readonly GuardedHistogram _handlerDuration;
    private readonly GuardedHistogram _farDuration;

    internal CacheMetrics(IMeterFactory meters, CacheStatistics? statistics = null)
    {
        _statistics = statistics ?? new CacheStatistics(TimeProvider.System);
        _meter = meters.Create(MeterName);
        _requests = new GuardedCounter(_meter.CreateCounter<long>("tasker.cache.requests", "{request}", "Requests to cached endpoints, by resource, endpoint and outcome."));
        _notStored = new GuardedCounter(_meter.CreateCounter<long>("tasker.cache.not_stored", "{response}", "Responses that were not stored, by resource and reason."));
        _misses = new GuardedCounter(_meter.CreateCounter<long>("tasker.cache.misses", "{request}", "Requests that found nothing to be answered with, by resource, endpoint and reason."));
        _unreadable = new GuardedCounter(_meter.CreateCounter<long>("tasker.cache.far.unreadable", "{entry}", "Entries of the shared tier that were damaged, foreign or of another version."));
        _droppedFills = new GuardedCounter(_meter.CreateCounter<long>("tasker.cache.far.dropped_fills", "{entry}", "Entries that were not written to the shared tier because too many bytes were on their way."));
        _farFailures = new GuardedCounter(_meter.CreateCounter<long>("tasker.cache.far.failures", "{operation}", "Operations of the shared tier that failed or took too long."));
        _handlerDuration = new GuardedHistogram(_meter.CreateHistogram<double>("tasker.cache.handler.duration", "s", "Runs of handlers whose responses the cache waits for.", advice: Seconds));
        _farDuration = new GuardedHistogram(_meter.CreateHistogram<double>("tasker.cache.far.operation.duration", "s", "Operations of the shared tier, by operation and, where they failed, error.", advice: Seconds));
    }

    /// <summary>Gets the meter, for what is observed instead of counted.</summary>
    public Meter Meter => _meter;

    /// <summary>Gets where the requests of an endpoint are counted.</summary>
    public EndpointStatistics Of(string resource, string endpoint) => _statistics.Of(resource, endpoint);

    /// <summary>Counts a request.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="outcome">How it was answered.</param>
    /// <param name="key">The key of its entry, if it has one that may be shown.</param>
    public void CountRequest(EndpointStatistics endpoint, string outcome, string? key = null)
    {
        _requests.Add(1, new KeyValuePair<string, object?>("tasker.cache.resource", endpoint.Resource), new("tasker.cache.endpoint", endpoint.Endpoint), new("tasker.cache.outcome", outcome));
        var number = endpoint.Count(outcome);
        if (key is not null && EndpointStatistics.IsHit(outcome))
        {
            _statistics.Keys.Add(key, number);
        }
    }

    /// <summary>Counts why a request was a miss.</summary>
    public void CountMiss(EndpointStatistics endpoint, MissReason reason)
    {
        _misses.Add(1, new KeyValuePair<string, object?>("tasker.cache.resource", endpoint.Resource), new("tasker.cache.endpoint", endpoint.Endpoint), new("tasker.cache.miss.reason", MissReasonText.Of(reason)));
        endpoint.CountMiss(reason);
    }

    /// <summary>Counts a hit in this process's memory.</summary>
    public void CountNearHit(EndpointStatistics endpoint, string key)
    {
        if (_requests.Enabled)
        {
            _requests.Add(1, new KeyValuePair<string, object?>("tasker.cache.resource", endpoint.Resource), new("tasker.cache.endpoint", endpoint.Endpoint), new("tasker.cache.outcome", CacheOutcomeName.NearHit));
        }

        _statistics.Keys.Add(key, endpoint.CountNearHit());
    }

    /// <summary>Counts a response or an object that was not stored.</summary>
    public void CountNotStored(EndpointStatistics endpoint, string reason)
    {
        _notStored.Add(1, new KeyValuePair<string, object?>("tasker.cache.resource", endpoint.Resource), new("tasker.cache.not_stored.reason", reason));
        endpoint.CountNotStored(reason);
    }

    /// <summary>Records a run of a handler, from the lookup that found nothing to the end of the response.</summary>
    public void RecordHandler(EndpointStatistics endpoint, TimeSpan duration)
    {
        _handlerDuration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("tasker.cache.resource", endpoint.Resource), new("tasker.cache.endpoint", endpoint.Endpoint));
        endpoint.AddHandlerRun(duration);
    }

    /// <summary>Records an operation of the shared tier that was answered.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="duration">How long the caller waited for it.</param>
    internal void RecordFarOperation(string operation, TimeSpan duration)
    {
        _farDuration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("tasker.cache.operation", operation));
        _statistics.OfFar(operation).Add(duration, hasFailed: false);
    }

    /// <summary>Records an operation of the shared tier that failed or took too long.</summary>
    internal void RecordFailedFarOperation(string operation, TimeSpan duration, string error)
    {
        RecordLeftFarOperation(operation, duration, error);
        CountFarFailure(operation, error);
    }

    /// <summary>Records an operation of the shared tier whose caller has left before it was answered, which is no failure of the tier.</summary>
    internal void RecordLeftFarOperation(string operation, TimeSpan duration, string error)
    {
        _farDuration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("tasker.cache.operation", operation), new("error.type", error));
        _statistics.OfFar(operation).Add(duration, hasFailed: true);
    }

    internal void CountUnreadable() => _unreadable.Add(1);

    internal void CountDroppedFill() => _droppedFills.Add(1);

    /// <summary>Counts a failure that is no operation of its own: one that an open circuit refused, or a server of several that did not answer.</summary>
    internal void CountFarFailure(string operation, string error) =>
        _farFailures.Add(1, new KeyValuePair<string, object?>("tasker.cache.operation", operation), new("error.type", error));

    /// <summary>Ends the meter.</summary>
    public void Dispose() => _meter.Dispose();
}
