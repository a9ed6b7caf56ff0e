namespace Tasker.OutputCache.Tiers;

/// <summary>What the shared tier had for a computation that is about to begin.</summary>
/// <param name="Entry">A valid entry, or <see langword="null"/>: compute.</param>
/// <param name="DoNotWait">Whether responses of this key could not be stored a moment ago.</param>
internal readonly record struct FarReadResult(CachedEntry? Entry, bool DoNotWait);
