using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Primitives;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Engine;

/// <summary>A header of a stored response.</summary>
/// <param name="Name">The name, as the endpoint wrote it.</param>
/// <param name="Values">The values, as the endpoint wrote them.</param>
[Experimental(EngineFace.DiagnosticId)]
public readonly record struct StoredHeader(string Name, StringValues Values);
