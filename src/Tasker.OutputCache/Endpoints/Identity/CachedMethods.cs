using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Keys.Bodies;
using Tasker.OutputCache.Keys.Parameters;

namespace Tasker.OutputCache.Endpoints.Identity;

/// <summary>Finds the methods of an endpoint whose requests are cached by their body.</summary>
internal static class CachedMethods
{
    private const string Query = "QUERY";

    /// <summary>Tells whether a method is QUERY.</summary>
    public static bool IsQuery(string method) => method.Equals(Query, StringComparison.OrdinalIgnoreCase);

    /// <summary>Finds the methods. QUERY is safe; a POST is one that changes nothing only if the host says so.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="resources">The settings of the resources, which name searches too.</param>
    public static BodyMethods Find(Endpoint endpoint, ResourceCatalog resources)
    {
        if (endpoint.Metadata.GetMetadata<CacheResourceAttribute>() is not { } metadata)
        {
            return BodyMethods.None;
        }

        var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [];
        var found = BodyMethods.None;
        if (methods.Count == 0 || methods.Any(IsQuery))
        {
            found |= BodyMethods.Query;
        }

        if ((methods.Count == 0 || methods.Any(HttpMethods.IsPost)) && IsSearch(endpoint, metadata, resources))
        {
            found |= BodyMethods.Post;
        }

        return found;
    }

    private static bool IsSearch(Endpoint endpoint, CacheResourceAttribute metadata, ResourceCatalog resources) =>
        metadata.Declared.Any(static parameter => parameter.Source == CacheParameterSource.Body)
        || metadata.Vary.Any(static text => text.TrimStart().StartsWith("body:", StringComparison.OrdinalIgnoreCase))
        || (resources.Get(metadata.Resource).PostSearches is { Length: > 0 } names
            && names.Contains(metadata.Name ?? EndpointNames.Of(endpoint), StringComparer.OrdinalIgnoreCase));
}
