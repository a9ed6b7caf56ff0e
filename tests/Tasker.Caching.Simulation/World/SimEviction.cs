namespace Tasker.Caching.Simulation.World;

/// <summary>Something that can be evicted, with everything that it covers: worked out from what the tag means, not by the engine.</summary>
internal sealed record SimEviction(CacheTag Tag, bool NeedsNewBuild, Target[] Covered, Target[] CoveredSoftly, SimKey[] Keys);
