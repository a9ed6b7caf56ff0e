using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;

namespace Tasker.OutputCache.Policies;

/// <summary>The paths of a cached endpoint. Constraints are not looked at: a path more costs an eviction of nothing.</summary>
internal sealed class CachedPath
{
    private readonly TemplateMatcher _matcher;
    private readonly IReadOnlyDictionary<string, object?> _required;

    private CachedPath(RouteEndpoint endpoint, CacheEndpoint cached)
    {
        _matcher = new TemplateMatcher(new RouteTemplate(endpoint.RoutePattern), new RouteValueDictionary(endpoint.RoutePattern.Defaults));
        _required = endpoint.RoutePattern.RequiredValues;
        Endpoint = cached;
        Identity = (cached.Tags.EndpointTag, endpoint.RoutePattern.RawText);
    }

    public CacheEndpoint Endpoint { get; }

    /// <summary>Gets what is the same if routing makes the endpoint anew.</summary>
    public (string Tag, string? Pattern) Identity { get; }

    /// <summary>Gets the paths of an endpoint, or <see langword="null"/> if it has none or answers no GET requests.</summary>
    public static CachedPath? Of(Endpoint endpoint, CacheEndpoint cached) =>
        endpoint is RouteEndpoint route
        && (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is not { Count: > 0 } methods || methods.Contains(HttpMethods.Get, StringComparer.OrdinalIgnoreCase))
            ? new CachedPath(route, cached)
            : null;

    public bool IsMatch(PathString path)
    {
        var values = new RouteValueDictionary();
        return _matcher.TryMatch(path, values)
            && _required.All(pair => pair.Value is null or "" || (values.TryGetValue(pair.Key, out var value) && string.Equals($"{value}", $"{pair.Value}", StringComparison.OrdinalIgnoreCase)));
    }
}
