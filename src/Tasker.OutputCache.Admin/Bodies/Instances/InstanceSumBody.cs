namespace Tasker.OutputCache.Admin.Bodies.Instances;

/// <summary>The instances that were heard from a moment ago, together.</summary>
/// <param name="Instances">How many they are.</param>
/// <param name="Attached">How many of them are in touch with the eviction log.</param>
/// <param name="Journal">Tags of evictions that the log has not confirmed.</param>
/// <param name="HitRate">Requests that needed no run of their handler, in percent of those that asked the cache.</param>
/// <param name="Requests">Requests to cached endpoints.</param>
/// <param name="Hits">Those that needed no run of their handler.</param>
/// <param name="Bypasses">Those that bypassed the cache.</param>
/// <param name="HandlerRuns">Runs of handlers for the cache.</param>
/// <param name="Entries">Entries in memory; what several instances hold counts several times.</param>
/// <param name="Bytes">What they take.</param>
/// <param name="MaxBytes">What they may take.</param>
internal sealed record InstanceSumBody(
    int Instances, int Attached, int Journal, double HitRate, long Requests, long Hits, long Bypasses, long HandlerRuns, long Entries, long Bytes, long MaxBytes);
