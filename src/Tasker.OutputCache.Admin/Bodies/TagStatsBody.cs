namespace Tasker.OutputCache.Admin.Bodies;

/// <summary>A tag that is evicted often.</summary>
/// <param name="Tag">The tag; its partition and its claims are masked for those who may not see it.</param>
/// <param name="Evictions">How often it was evicted, by this node or as far as this node has heard.</param>
/// <param name="LastEviction">When that was last.</param>
/// <param name="SecondsAgo">How long ago that is.</param>
internal sealed record TagStatsBody(string Tag, long Evictions, DateTimeOffset LastEviction, double SecondsAgo);
