using Tasker.OutputCache.OpenApi;

namespace Microsoft.AspNetCore.OpenApi;

/// <summary>Shows the cache in the OpenAPI document.</summary>
public static class TaskerCacheOpenApiOptionsExtensions
{
    /// <summary>Describes what cached endpoints send: <c>ETag</c>, <c>Vary</c>, <c>Cache-Status</c> and 304.</summary>
    /// <param name="options">The options of the document.</param>
    /// <returns>The options.</returns>
    /// <remarks>What the host describes itself stays as it is.</remarks>
    public static OpenApiOptions AddTaskerCache(this OpenApiOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.AddOperationTransformer(new CachedOperationTransformer());
    }
}
