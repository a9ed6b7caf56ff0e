using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.OpenApi;

namespace Tasker.OutputCache.OpenApi;

/// <summary>Adds to the operations of cached endpoints what the cache sends.</summary>
internal sealed class CachedOperationTransformer : IOpenApiOperationTransformer
{
    private static readonly string NotModified = StatusCodes.Status304NotModified.ToString(CultureInfo.InvariantCulture);

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (IsCached(context))
        {
            Describe(operation.Responses ??= []);
        }

        return Task.CompletedTask;
    }

    // The last policy of an endpoint counts, and only these methods are answered from the cache.
    private static bool IsCached(OpenApiOperationTransformerContext context) =>
        context.Description.HttpMethod is { } method
        && (HttpMethods.IsGet(method) || HttpMethods.IsHead(method))
        && context.Description.ActionDescriptor.EndpointMetadata.OfType<IOutputCachePolicy>().LastOrDefault() is CacheResourceAttribute;

    private static void Describe(OpenApiResponses responses)
    {
        foreach (var (status, response) in responses)
        {
            // A reference is shared with operations that are not cached.
            if (response is OpenApiResponse own)
            {
                Describe(own, isStored: status.StartsWith('2'));
            }
        }

        if (!responses.ContainsKey(NotModified))
        {
            var response = new OpenApiResponse { Description = "Not Modified: the client's copy, named by If-None-Match or If-Modified-Since, is current." };
            Describe(response, isStored: true);
            responses[NotModified] = response;
        }
    }

    private static void Describe(OpenApiResponse response, bool isStored)
    {
        var headers = response.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.OrdinalIgnoreCase);
        headers.TryAdd(CacheHeaders.CacheStatusName, CacheHeaders.CacheStatus());
        if (isStored)
        {
            headers.TryAdd(CacheHeaders.EntityTagName, CacheHeaders.EntityTag());
            headers.TryAdd(CacheHeaders.VaryName, CacheHeaders.Vary());
        }
    }
}
