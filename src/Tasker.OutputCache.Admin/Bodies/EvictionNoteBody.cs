namespace Tasker.OutputCache.Admin.Bodies;

/// <summary>An eviction that this node remembers: <c>GET evictions</c>.</summary>
/// <param name="Time">When this node applied it.</param>
/// <param name="SecondsAgo">How long ago that is.</param>
/// <param name="Tags">Its tags, at most 16.</param>
/// <param name="TagCount">How many it has.</param>
/// <param name="Mode"><c>hard</c>, <c>soft</c>.</param>
/// <param name="Result"><c>confirmed</c>, <c>journaled</c>, <c>refused</c>; <c>received</c> if another node began it.</param>
/// <param name="By">Who evicted: <c>application</c>, <c>another node</c>, or a user of the administration.</param>
/// <param name="AgeMilliseconds">How long the eviction of another node had been in the log when this one applied it.</param>
/// <param name="Reason">Why something of it was refused.</param>
internal sealed record EvictionNoteBody(DateTimeOffset Time, double SecondsAgo, string[] Tags, int TagCount, string Mode, string Result, string By, double? AgeMilliseconds, string? Reason);
