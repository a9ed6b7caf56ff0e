using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Engine;

/// <summary>An endpoint that is cached, and its route.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Pattern">The route as it is declared.</param>
[Experimental(EngineFace.DiagnosticId)]
public sealed record ListedEndpoint(CacheEndpoint Endpoint, string Pattern);
