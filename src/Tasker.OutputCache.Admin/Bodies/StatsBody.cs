using Tasker.OutputCache.Admin.Bodies.Memory;

namespace Tasker.OutputCache.Admin.Bodies;

/// <summary>The answer of <c>GET stats</c>, and what <c>GET events</c> sends every second. Counts are of this node, since its start.</summary>
/// <param name="Time">When this was read.</param>
/// <param name="Since">When the counts began.</param>
/// <param name="HitRate">Requests that needed no run of their handler, in percent of those that asked the cache; bypasses are not among them.</param>
/// <param name="TotalKeys">Entries in this process's memory.</param>
/// <param name="MemoryUsed">What they take, for people: <c>45.2MB</c>.</param>
/// <param name="TopKeys">The keys that are hit most.</param>
/// <param name="Requests">Requests to cached endpoints.</param>
/// <param name="Hits">Those that needed no run of their handler.</param>
/// <param name="Bypasses">Those that bypassed the cache.</param>
/// <param name="HandlerRuns">Runs of handlers for the cache.</param>
/// <param name="SavedSeconds">Hits, times what their handlers take on average: an estimate.</param>
/// <param name="Outcomes">Requests by outcome.</param>
/// <param name="Resources">The same for each resource.</param>
/// <param name="Tags">The tags that are evicted most.</param>
/// <param name="Memory">This process's memory.</param>
/// <param name="Far">Operations of the shared tier, by name.</param>
/// <param name="Evictions">The latest evictions, at most 20, the last first.</param>
/// <param name="Advice">What a change would bring, a sentence each, with the counts that it stands on.</param>
/// <param name="Status">What <c>GET status</c> says.</param>
internal sealed record StatsBody(
    DateTimeOffset Time,
    DateTimeOffset Since,
    double HitRate,
    int TotalKeys,
    string MemoryUsed,
    TopKeyBody[] TopKeys,
    long Requests,
    long Hits,
    long Bypasses,
    long HandlerRuns,
    double SavedSeconds,
    SortedDictionary<string, long> Outcomes,
    ResourceStatsBody[] Resources,
    TagStatsBody[] Tags,
    MemoryBody Memory,
    FarStatsBody[] Far,
    EvictionNoteBody[] Evictions,
    string[] Advice,
    StatusBody Status);
