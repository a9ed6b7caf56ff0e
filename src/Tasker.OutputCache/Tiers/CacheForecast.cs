namespace Tasker.OutputCache.Tiers;

/// <summary>What looking for an entry would come to.</summary>
/// <param name="Outcome">How it would go.</param>
/// <param name="Entry">The entry that would be served, or tried to be computed anew.</param>
/// <param name="IsMarked">Whether the last response under this key could not be stored, so that nobody waits for the next.</param>
internal readonly record struct CacheForecast(CacheOutcome Outcome, CachedEntry? Entry, bool IsMarked = false);
