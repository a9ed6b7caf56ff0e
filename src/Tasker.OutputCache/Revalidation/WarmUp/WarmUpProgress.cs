using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Engine;

/// <summary>How far the warm-up is.</summary>
/// <param name="State"><c>waiting</c> (not begun), <c>running</c>, <c>ended</c>.</param>
/// <param name="Paths">How many responses are to be computed.</param>
/// <param name="Warm">How many are held.</param>
/// <param name="Failed">How many could not be computed or stored.</param>
[Experimental(EngineFace.DiagnosticId)]
public sealed record WarmUpProgress(string State, int Paths, int Warm, int Failed);
