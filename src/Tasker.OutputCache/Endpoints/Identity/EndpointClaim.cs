using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Keys.Bodies;

namespace Tasker.OutputCache.Endpoints.Identity;

/// <summary>What an endpoint asks to be called.</summary>
/// <param name="Resource">Its resource.</param>
/// <param name="Name">The name within the resource.</param>
/// <param name="IsExplicit">Whether the host has chosen the name, and it is not made of the route.</param>
/// <param name="Identity">What tells the endpoint from others.</param>
internal sealed record EndpointClaim(string Resource, string Name, bool IsExplicit, EndpointIdentity Identity)
{
    /// <summary>Gets the name that is claimed, as keys and tags spell it.</summary>
    public string Full => TagText.NormalizeName($"{Resource}/{Name}");

    /// <summary>Tells whether an endpoint claims a name: requests that are cached come to it.</summary>
    /// <remarks>Dynamic endpoints lead to others, and those that only links are made of to none.</remarks>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="bodies">The methods whose bodies are part of its keys.</param>
    public static bool IsMade(Endpoint endpoint, BodyMethods bodies) =>
        endpoint.Metadata.GetMetadata<CacheResourceAttribute>() is not null
        && (bodies != BodyMethods.None || AnswersGet(endpoint))
        && endpoint.Metadata.GetMetadata<HeadEndpoint>() is null
        && endpoint.Metadata.GetMetadata<ISuppressMatchingMetadata>()?.SuppressMatching != true
        && endpoint.Metadata.GetMetadata<IDynamicEndpointMetadata>()?.IsDynamic != true;

    /// <summary>Tells whether an endpoint answers requests whose responses are stored or looked up.</summary>
    public static bool AnswersGet(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is not { Count: > 0 } methods
        || methods.Any(static method => HttpMethods.IsGet(method) || HttpMethods.IsHead(method));

    /// <summary>Reads the claim of an endpoint that has our metadata.</summary>
    public static EndpointClaim Of(Endpoint endpoint, EndpointSelectors selectors)
    {
        var metadata = endpoint.Metadata.GetRequiredMetadata<CacheResourceAttribute>();
        var isExplicit = metadata.Name is not null && CacheName.FindFlaw(metadata.Name, CacheName.InResource) is null;
        return new EndpointClaim(metadata.Resource, isExplicit ? metadata.Name! : EndpointNames.Of(endpoint), isExplicit, EndpointIdentity.Of(endpoint, selectors));
    }
}
