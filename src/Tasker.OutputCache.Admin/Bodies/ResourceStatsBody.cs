namespace Tasker.OutputCache.Admin.Bodies;

/// <summary>What has happened to the requests of a resource.</summary>
/// <param name="Name">The resource.</param>
/// <param name="HitRate">Hits in percent of the requests that asked the cache.</param>
/// <param name="Requests">All requests.</param>
/// <param name="Hits">Those that needed no run of their handler.</param>
/// <param name="HandlerRuns">Runs of handlers for the cache.</param>
/// <param name="SavedSeconds">Hits, times what their handlers take on average.</param>
/// <param name="Outcomes">Requests by outcome.</param>
/// <param name="NotStored">Responses that were not stored, by reason.</param>
/// <param name="Endpoints">The same for each of its endpoints.</param>
internal sealed record ResourceStatsBody(
    string Name,
    double HitRate,
    long Requests,
    long Hits,
    long HandlerRuns,
    double SavedSeconds,
    SortedDictionary<string, long> Outcomes,
    SortedDictionary<string, long> NotStored,
    EndpointStatsBody[] Endpoints);
