namespace Tasker.OutputCache.Tiers;

/// <summary>What looking for an entry has come to.</summary>
/// <param name="Entry">The entry, or <see langword="null"/>: compute.</param>
/// <param name="Outcome">How it went.</param>
internal readonly record struct CacheLookup(CachedEntry? Entry, CacheOutcome Outcome);
