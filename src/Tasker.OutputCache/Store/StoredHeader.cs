using Microsoft.Extensions.Primitives;

namespace Tasker.OutputCache.Store;

/// <summary>A header of a stored response.</summary>
/// <param name="Name">The name, as the endpoint wrote it.</param>
/// <param name="Values">The values, as the endpoint wrote them.</param>
internal readonly record struct StoredHeader(string Name, StringValues Values);
