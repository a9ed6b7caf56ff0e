namespace Tasker.OutputCache.Admin.Bodies.Instances;

/// <summary>An eviction of any instance, as the instance that began it tells the others.</summary>
/// <param name="Time">When it was begun.</param>
/// <param name="SecondsAgo">How long ago that is.</param>
/// <param name="Instance">The machine and process that began it.</param>
/// <param name="Self">Whether that is the one that answers.</param>
/// <param name="By">Who evicted: <c>application</c>, or a user of the administration.</param>
/// <param name="Tags">Its first two tags.</param>
/// <param name="TagCount">How many it has.</param>
/// <param name="Mode"><c>hard</c>, <c>soft</c>.</param>
/// <param name="Result"><c>confirmed</c>, <c>journaled</c>, <c>refused</c>.</param>
internal sealed record InstanceEvictionBody(DateTimeOffset Time, double SecondsAgo, string Instance, bool Self, string By, string[] Tags, int TagCount, string Mode, string Result);
