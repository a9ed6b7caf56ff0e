namespace Tasker.Caching.Evictions.View;

/// <summary>What an entry of the near tier is judged by.</summary>
/// <param name="Tick">The local tick before its computation began, or before the check under which it was copied from the far tier.</param>
/// <param name="Horizon">The place in the log at which its computation began.</param>
/// <param name="IsComputedHere">Whether it was computed on this node.</param>
internal readonly record struct NearStamp(long Tick, long Horizon, bool IsComputedHere);
