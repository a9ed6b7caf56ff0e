namespace Tasker.OutputCache.Admin.Bodies;

/// <summary>What has happened to the requests of an endpoint.</summary>
/// <param name="Name">The endpoint.</param>
/// <param name="HitRate">Hits in percent of the requests that asked the cache.</param>
/// <param name="Requests">All requests.</param>
/// <param name="Hits">Those that needed no run of the handler.</param>
/// <param name="HandlerRuns">Runs of the handler for the cache.</param>
/// <param name="HandlerMilliseconds">What a run takes on average; null if there was none.</param>
/// <param name="SavedSeconds">Hits, times that average.</param>
/// <param name="Outcomes">Requests by outcome.</param>
/// <param name="NotStored">Responses that were not stored, by reason.</param>
/// <param name="Misses">Misses by reason.</param>
/// <param name="HandlerP50Milliseconds">What half of the runs took at most, rounded up by a quarter at most; null if there was none.</param>
/// <param name="HandlerP95Milliseconds">The same for 95 of 100.</param>
/// <param name="HandlerP99Milliseconds">The same for 99 of 100.</param>
/// <param name="HitP50Milliseconds">What half of the hits took at most, of one in sixteen that is timed; null if none was.</param>
/// <param name="HitP95Milliseconds">The same for 95 of 100.</param>
/// <param name="HitP99Milliseconds">The same for 99 of 100.</param>
internal sealed record EndpointStatsBody(
    string Name,
    double HitRate,
    long Requests,
    long Hits,
    long HandlerRuns,
    double? HandlerMilliseconds,
    double SavedSeconds,
    SortedDictionary<string, long> Outcomes,
    SortedDictionary<string, long> NotStored,
    SortedDictionary<string, long> Misses,
    double? HandlerP50Milliseconds,
    double? HandlerP95Milliseconds,
    double? HandlerP99Milliseconds,
    double? HitP50Milliseconds,
    double? HitP95Milliseconds,
    double? HitP99Milliseconds);
