using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Revalidation;

/// <summary>Counts the requests that the cache makes itself, and what came of comparing their responses.</summary>
internal sealed class ReplayMetrics(CacheMetrics metrics)
{
    private readonly GuardedCounter _replays = new GuardedCounter(metrics.Meter.CreateCounter<long>("tasker.cache.replays", "{request}", "Requests that the cache made itself, by reason."));
    private readonly GuardedCounter _verifications = new GuardedCounter(metrics.Meter.CreateCounter<long>("tasker.cache.verifications", "{response}", "Responses that were computed once more and compared with what was served, by resource, endpoint and result."));

    public void CountReplay(CacheReplayReason reason) =>
        _replays.Add(1, new KeyValuePair<string, object?>("tasker.cache.replay.reason", NameOf(reason)));

    public static string NameOf(CacheReplayReason reason) => reason switch
    {
        CacheReplayReason.Revalidate => "revalidate",
        CacheReplayReason.TryFirst => "try-first",
        CacheReplayReason.Verify => "verify",
        _ => "warm-up",
    };

    public void CountVerification(string resource, string endpoint, string result) =>
        _verifications.Add(1, new KeyValuePair<string, object?>("tasker.cache.resource", resource), new("tasker.cache.endpoint", endpoint), new("tasker.cache.verification.result", result));
}
