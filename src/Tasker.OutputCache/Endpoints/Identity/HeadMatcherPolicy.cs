using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace Tasker.OutputCache.Endpoints.Identity;

/// <summary>Lets HEAD requests come to cached endpoints that name GET only. Routing would answer them with 405, before any policy runs.</summary>
/// <remarks>
/// It stands before the framework's policy for methods and gives that one endpoints which name HEAD too. GET requests come to the
/// endpoints as they were declared, and descriptions of the API know nothing of it.
/// </remarks>
internal sealed class HeadMatcherPolicy : MatcherPolicy, INodeBuilderPolicy
{
    private const string Get = "GET";
    private const string Others = "*";

    // Before the framework's, which is at -1000.
    public override int Order => -2000;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        endpoints.Any(LacksHead) && !endpoints.Any(static endpoint => AnswersHead(endpoint) || endpoint.Metadata.GetMetadata<IDynamicEndpointMetadata>()?.IsDynamic == true);

    // Where the host answers HEAD himself, he does.
    private static bool AnswersHead(Endpoint endpoint) => MethodsOf(endpoint) is not { Count: > 0 } methods || methods.Contains(HttpMethods.Head, StringComparer.OrdinalIgnoreCase);

    private static bool LacksHead(Endpoint endpoint) =>
        endpoint is RouteEndpoint { RequestDelegate: not null }
        && endpoint.Metadata.GetMetadata<CacheResourceAttribute>() is not null
        && MethodsOf(endpoint)?.Contains(HttpMethods.Get, StringComparer.OrdinalIgnoreCase) == true;

    private static IReadOnlyList<string>? MethodsOf(Endpoint endpoint) => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods;

    public IReadOnlyList<PolicyNodeEdge> GetEdges(IReadOnlyList<Endpoint> endpoints) =>
    [
        new PolicyNodeEdge(Get, endpoints),
        new PolicyNodeEdge(Others, [.. endpoints.Select(static endpoint => LacksHead(endpoint) ? WithHead((RouteEndpoint)endpoint) : endpoint)]),
    ];

    private static RouteEndpoint WithHead(RouteEndpoint endpoint)
    {
        var methods = endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>();
        var metadata = new EndpointMetadataCollection(
            [.. endpoint.Metadata, new HttpMethodMetadata([.. methods.HttpMethods, HttpMethods.Head], methods.AcceptCorsPreflight), new HeadEndpoint(endpoint)]);
        return new RouteEndpoint(endpoint.RequestDelegate!, endpoint.RoutePattern, endpoint.Order, metadata, endpoint.DisplayName);
    }

    public PolicyJumpTable BuildJumpTable(int exitDestination, IReadOnlyList<PolicyJumpTableEdge> edges) => new JumpTable(
        edges.First(static edge => (string)edge.State == Get).Destination,
        edges.First(static edge => (string)edge.State == Others).Destination);

    private sealed class JumpTable(int get, int others) : PolicyJumpTable
    {
        public override int GetDestination(HttpContext httpContext) => HttpMethods.IsGet(httpContext.Request.Method) ? get : others;
    }
}
