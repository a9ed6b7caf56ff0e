using System.Diagnostics.CodeAnalysis;

namespace Tasker.Caching.Engine;

/// <summary>What all endpoints of this node have counted together.</summary>
/// <param name="Requests">Requests to cached endpoints.</param>
/// <param name="Hits">Those that needed no run of their handler.</param>
/// <param name="Bypasses">Those that bypassed the cache.</param>
/// <param name="HandlerRuns">Runs of handlers for the cache.</param>
[Experimental(EngineFace.DiagnosticId)]
public readonly record struct CacheTotals(long Requests, long Hits, long Bypasses, long HandlerRuns);
