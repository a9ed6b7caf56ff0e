using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Tasker.OutputCache.Routes;

/// <summary>The paths under which a GET request may come to a cached endpoint.</summary>
/// <param name="route">The paths.</param>
/// <param name="endpointTag">A tag that all entries of the endpoint carry.</param>
/// <param name="pattern">The pattern as it was written.</param>
internal sealed class CachedPath(RoutePath route, string endpointTag, string? pattern)
{
    public RoutePath Route => route;

    public string EndpointTag => endpointTag;

    /// <summary>Gets what is the same if routing makes the endpoint again.</summary>
    public (string Tag, string? Pattern) Identity => (endpointTag, pattern);

    /// <summary>Gets the paths of an endpoint, or <see langword="null"/> if it has none or answers no GET requests.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="endpointTag">A tag that all of its entries carry.</param>
    /// <param name="route">Its paths, if they are known already.</param>
    /// <param name="answersSearches">Whether responses to QUERY or POST are stored.</param>
    public static CachedPath? Of(Endpoint endpoint, string endpointTag, RoutePath? route = null, bool answersSearches = false) =>
        endpoint is RouteEndpoint found
        && (answersSearches || endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is not { Count: > 0 } methods || methods.Contains(HttpMethods.Get, StringComparer.OrdinalIgnoreCase))
            ? new CachedPath(route ?? new RoutePath(found.RoutePattern), endpointTag, found.RoutePattern.RawText)
            : null;
}
