namespace Tasker.OutputCache.Tiers;

/// <summary>A lease: the right and the duty to compute an entry, for a time.</summary>
/// <param name="Token">Names the holder. No two computations have the same.</param>
/// <param name="Time">How long it lasts from now, unless it is renewed.</param>
public readonly record struct FarLease(string Token, TimeSpan Time);
