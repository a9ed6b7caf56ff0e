namespace Tasker.OutputCache.Cli.Administration;

/// <summary>A tag that is evicted often.</summary>
internal sealed record TopTag(string Tag, long Evictions, double SecondsAgo);
