namespace Tasker.OutputCache.Admin.Bodies.Endpoints;

/// <summary>A cached endpoint: what is in its key, who shares its responses, and what was observed.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Name">The endpoint.</param>
/// <param name="Route">The route as it is declared.</param>
/// <param name="Enabled">Whether the resource is on.</param>
/// <param name="Partition"><c>anonymous</c>, <c>everyone</c>, <c>tenant</c>, <c>user</c>.</param>
/// <param name="Consistency">What the resource asks of the eviction log.</param>
/// <param name="FreshSeconds">How long a response is fresh.</param>
/// <param name="StaleWhileRevalidateSeconds">How long after that it may be shown while it is computed in the background.</param>
/// <param name="StaleIfErrorSeconds">How long after that it may be shown if computing it fails.</param>
/// <param name="Parameters">What is in the key.</param>
/// <param name="Observed">What the handler was seen to read beside the key.</param>
/// <param name="Ignored">What is dismissed, each with who says so.</param>
/// <param name="Misses">Misses by reason: <c>cold</c>, <c>expired</c>, <c>evicted</c>, <c>capacity</c>, <c>refused</c>.</param>
/// <param name="Coverage">The tables; null where none are observed, or nothing was computed.</param>
/// <param name="IsShadow">Whether the cache only watches the endpoint.</param>
/// <param name="Shadow">What caching it would have brought; null where nothing was watched.</param>
internal sealed record EndpointBody(
    string Resource,
    string Name,
    string Route,
    bool Enabled,
    string Partition,
    string Consistency,
    double FreshSeconds,
    double StaleWhileRevalidateSeconds,
    double StaleIfErrorSeconds,
    ParameterBody[] Parameters,
    ObservedBody[] Observed,
    IReadOnlyList<string> Ignored,
    SortedDictionary<string, long> Misses,
    CoverageBody? Coverage,
    bool IsShadow,
    ShadowBody? Shadow);
