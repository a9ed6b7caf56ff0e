using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>How this node was at a moment.</summary>
/// <param name="At">When.</param>
/// <param name="Totals">What had been counted by then, since the start.</param>
/// <param name="Entries">Entries in this process's memory.</param>
/// <param name="Bytes">What they took.</param>
[Experimental(EngineFace.DiagnosticId)]
public readonly record struct CacheHistorySample(DateTimeOffset At, CacheTotals Totals, int Entries, long Bytes);
