namespace Tasker.OutputCache.Admin.Bodies.Instances;

/// <summary>The answer of <c>GET instances</c>: the deployment, as the instance that answers knows it.</summary>
/// <param name="Time">When this was read.</param>
/// <param name="Notes">Why the list is not all of it, or not of now: a sentence each.</param>
/// <param name="Instances">The instances, the one that answers first.</param>
/// <param name="Sum">Those that were heard from a moment ago, together.</param>
/// <param name="Evictions">The last four evictions that each instance has begun, with their authors, the last first.</param>
internal sealed record InstancesBody(DateTimeOffset Time, string[] Notes, InstanceBody[] Instances, InstanceSumBody Sum, InstanceEvictionBody[] Evictions);
