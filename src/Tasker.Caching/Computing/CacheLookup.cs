using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>What looking for an entry has come to: an entry, or the computation of one.</summary>
/// <param name="Entry">The entry, or <see langword="null"/>: compute.</param>
/// <param name="Outcome">How it went.</param>
/// <param name="Computation">What the caller computes, and ends. <see langword="null"/> if there is an entry, or if nothing may be kept: then the caller computes for itself alone.</param>
[Experimental(EngineFace.DiagnosticId)]
public readonly record struct CacheLookup(CachedEntry? Entry, CacheOutcome Outcome, Computation? Computation = null);
