namespace Tasker.Caching.Simulation.World;

/// <summary>A resource, as all builds together know it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Kind">What it promises.</param>
/// <param name="Dimensions">Its dimensions in ordinal order. Old builds know the first only.</param>
/// <param name="IsRefreshable">Whether it has windows in which stale answers are served.</param>
internal sealed record SimResource(string Name, ResourceKind Kind, string[] Dimensions, bool IsRefreshable);
