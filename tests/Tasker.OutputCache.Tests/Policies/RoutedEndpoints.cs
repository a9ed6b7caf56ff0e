using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Tasker.OutputCache.Endpoints.Identity;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Keys;

namespace Tasker.OutputCache.Tests.Policies;

/// <summary>Endpoints with routes, and requests that routing has led to them.</summary>
internal static class RoutedEndpoints
{
    public static readonly EndpointSelectors NoSelectors = new(static () => []);

    public static RouteEndpoint Endpoint(string pattern, params object[] metadata) => Endpoint(pattern, 0, metadata);

    public static RouteEndpoint Endpoint(string pattern, int order, params object[] metadata) =>
        new(static _ => Task.CompletedTask, RoutePatternFactory.Parse(pattern), order, new EndpointMetadataCollection(metadata), "the name that is displayed");

    public static KeyTemplate Template(Endpoint endpoint, CacheParameterSet parameters) =>
        new("analytics", "x", parameters, new KeyTemplateOptions { Route = new EndpointRoute(endpoint, parameters) });

    public static DefaultHttpContext Request(string path, string query = "", string pathBase = "", params (string Name, object? Value)[] routeValues)
    {
        var context = PolicyRequests.Get(query, path);
        context.Request.PathBase = pathBase;
        foreach (var (name, value) in routeValues)
        {
            context.Request.RouteValues[name] = value;
        }

        return context;
    }
}
