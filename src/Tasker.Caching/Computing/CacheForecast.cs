using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>What looking for an entry would come to.</summary>
/// <param name="Outcome">How it would go.</param>
/// <param name="Entry">The entry that would be served, or that a new computation would replace.</param>
/// <param name="IsMarked">Whether the last response under this key could not be stored, so that no request waits for the next.</param>
[Experimental(EngineFace.DiagnosticId)]
public readonly record struct CacheForecast(CacheOutcome Outcome, CachedEntry? Entry, bool IsMarked = false);
