using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Revalidation;

/// <summary>What a replayed request has come to.</summary>
/// <param name="Status">The status of the response, or <see langword="null"/> if the pipeline threw or took too long.</param>
/// <param name="Entry">The entry that it stored, if any.</param>
/// <param name="IsHeld">Whether there is an entry now, no matter which request stored it.</param>
internal readonly record struct ReplayOutcome(int? Status, CachedEntry? Entry, bool IsHeld);
