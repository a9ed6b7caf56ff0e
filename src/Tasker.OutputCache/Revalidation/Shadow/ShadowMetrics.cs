using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;

namespace Tasker.OutputCache.Revalidation.Shadow;

/// <summary>The instruments of shadow mode.</summary>
internal sealed class ShadowMetrics(CacheMetrics metrics)
{
    private readonly GuardedCounter _requests = new(metrics.Meter.CreateCounter<long>(
        "tasker.cache.shadow.requests", "{request}", "Requests in shadow mode, by resource, endpoint and what the cache would have done."));

    private readonly GuardedCounter _comparisons = new(metrics.Meter.CreateCounter<long>(
        "tasker.cache.shadow.comparisons", "{response}", "Answers that the cache would have given, compared with what the handler said, by resource, endpoint and result."));

    public void CountRequest(CacheEndpoint endpoint, ShadowOutcome outcome) =>
        _requests.Add(1, Resource(endpoint), Name(endpoint), new("tasker.cache.outcome", NameOf(outcome)));

    public void CountComparison(CacheEndpoint endpoint, string result) =>
        _comparisons.Add(1, Resource(endpoint), Name(endpoint), new("tasker.cache.verification.result", result));

    private static KeyValuePair<string, object?> Resource(CacheEndpoint endpoint) => new("tasker.cache.resource", endpoint.Resource);

    private static KeyValuePair<string, object?> Name(CacheEndpoint endpoint) => new("tasker.cache.endpoint", endpoint.Name);

    private static string NameOf(ShadowOutcome outcome) => outcome switch
    {
        ShadowOutcome.Hit => "hit",
        ShadowOutcome.Joined => "joined",
        _ => "miss",
    };
}
