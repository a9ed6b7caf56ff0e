using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Tasker.OutputCache.Endpoints;

/// <summary>Finds the endpoint filters of endpoints that are cached by an attribute: no convention of ours is there to note them.</summary>
/// <remarks>Their source builds them once more, as for a group. It is asked only if it has such endpoints.</remarks>
internal sealed class EndpointFilterProbe
{
    private readonly Dictionary<(object Handler, string Pattern), EndpointFilters> _found = [];

    /// <summary>Looks at the endpoints of a source.</summary>
    public void Read(EndpointDataSource source, IServiceProvider services)
    {
        if (source is CompositeEndpointDataSource composite)
        {
            foreach (var part in composite.DataSources)
            {
                Read(part, services);
            }

            return;
        }

        if (source.Endpoints.Any(IsCachedByAttribute))
        {
            source.GetGroupedEndpoints(new RouteGroupContext
            {
                Prefix = RoutePatternFactory.Parse(string.Empty),
                ApplicationServices = services,
                FinallyConventions = [Note],
            });
        }
    }

    private static bool IsCachedByAttribute(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<CacheResourceAttribute>() is not null && endpoint.Metadata.GetMetadata<EndpointFilters>() is null;

    private void Note(EndpointBuilder builder)
    {
        if (HandlerOf(builder.Metadata) is { } handler && builder is RouteEndpointBuilder { RoutePattern: var pattern })
        {
            _found[(handler, Normalize(pattern))] = EndpointFilters.Of(builder);
        }
    }

    /// <summary>Finds the filters of an endpoint, also if it was built again since.</summary>
    public EndpointFilters? Find(Endpoint endpoint) =>
        HandlerOf(endpoint.Metadata) is { } handler && endpoint is RouteEndpoint { RoutePattern: var pattern } ? _found.GetValueOrDefault((handler, Normalize(pattern))) : null;

    private static object? HandlerOf(IEnumerable<object> metadata) =>
        (object?)metadata.OfType<ActionDescriptor>().LastOrDefault() ?? metadata.OfType<MethodInfo>().LastOrDefault();

    private static string Normalize(RoutePattern pattern) => pattern.RawText?.Trim('/') ?? string.Empty;
}
