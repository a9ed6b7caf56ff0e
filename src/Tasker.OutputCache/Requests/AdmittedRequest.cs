using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Engine;

/// <summary>A request that may use the cache, and the key of its response.</summary>
/// <param name="Context">The request.</param>
/// <param name="Endpoint">Its endpoint.</param>
/// <param name="Settings">The settings that hold for all of the request, whatever is reloaded meanwhile.</param>
/// <param name="Key">The key.</param>
/// <param name="Partition">Whose response it is.</param>
[Experimental(EngineFace.DiagnosticId)]
public readonly record struct AdmittedRequest(HttpContext Context, CacheEndpoint Endpoint, ResourceSettings Settings, string Key, PartitionId Partition);
