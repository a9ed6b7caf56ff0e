using System.Diagnostics.Metrics;
using Tasker.OutputCache.Evictions;

namespace Tasker.OutputCache.Diagnostics;

/// <summary>The instruments of the meter <c>Tasker.OutputCache</c>. Tags are of low cardinality: resources, endpoints and reasons, never keys.</summary>
internal sealed class CacheMetrics : IDisposable
{
    public const string MeterName = "Tasker.OutputCache";

    private readonly Meter _meter;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _notStored;
    private readonly Counter<long> _evictions;
    private readonly Counter<long> _markers;
    private readonly Counter<long> _unreadable;
    private readonly Counter<long> _replays;
    private readonly Counter<long> _verifications;
    private readonly Counter<long> _droppedFills;
    private readonly Counter<long> _farFailures;

    public CacheMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _requests = _meter.CreateCounter<long>("tasker.cache.requests", "{request}", "Requests to cached endpoints, by resource, endpoint and outcome.");
        _notStored = _meter.CreateCounter<long>("tasker.cache.not_stored", "{response}", "Responses that were not stored, by resource and reason.");
        _evictions = _meter.CreateCounter<long>("tasker.cache.evictions", "{eviction}", "Evictions that this node began, by mode and result.");
        _unreadable = _meter.CreateCounter<long>("tasker.cache.far.unreadable", "{entry}", "Entries of the shared tier that were damaged, foreign or of another version.");
        _markers = _meter.CreateCounter<long>("tasker.cache.evictions.markers_raised", "{raise}", "Times at which this node voided everything before a point of the log, by reason.");
        _replays = _meter.CreateCounter<long>("tasker.cache.replays", "{request}", "Requests that the cache made itself, by reason.");
        _verifications = _meter.CreateCounter<long>("tasker.cache.verifications", "{response}", "Responses that were computed once more and compared with what was served, by resource, endpoint and result.");
        _droppedFills = _meter.CreateCounter<long>("tasker.cache.far.dropped_fills", "{entry}", "Entries that were not written to the shared tier because too many bytes were on their way.");
        _farFailures = _meter.CreateCounter<long>("tasker.cache.far.failures", "{operation}", "Operations of the shared tier that failed or took too long.");
    }

    public void CountRequest(string resource, string endpoint, string outcome) =>
        _requests.Add(1, new KeyValuePair<string, object?>("resource", resource), new("endpoint", endpoint), new("outcome", outcome));

    public void CountNotStored(string resource, string reason) =>
        _notStored.Add(1, new KeyValuePair<string, object?>("resource", resource), new("reason", reason));

    public void CountEviction(EvictionMode mode, EvictionResult result) =>
        _evictions.Add(1, new KeyValuePair<string, object?>("mode", mode == EvictionMode.Hard ? "hard" : "soft"), new("result", result == EvictionResult.Shared ? "shared" : "journaled"));

    public void CountReplay(CacheReplayReason reason) =>
        _replays.Add(1, new KeyValuePair<string, object?>("reason", reason switch
        {
            CacheReplayReason.Revalidate => "revalidate",
            CacheReplayReason.TryFirst => "try-first",
            CacheReplayReason.Verify => "verify",
            _ => "warm-up",
        }));

    public void CountVerification(string resource, string endpoint, string result) =>
        _verifications.Add(1, new KeyValuePair<string, object?>("resource", resource), new("endpoint", endpoint), new("result", result));

    public void CountMarkerRaised(MarkerReason reason) =>
        _markers.Add(1, new KeyValuePair<string, object?>("reason", reason.ToString().ToLowerInvariant()));

    public void CountUnreadable() => _unreadable.Add(1);

    public void CountDroppedFill() => _droppedFills.Add(1);

    public void CountFarFailure(string operation, string reason) =>
        _farFailures.Add(1, new KeyValuePair<string, object?>("operation", operation), new("reason", reason));

    public void Dispose() => _meter.Dispose();
}
