namespace Tasker.OutputCache.Admin.Bodies.Endpoints;

/// <summary>The answer of <c>GET endpoints</c>.</summary>
/// <param name="Endpoints">The endpoints that are cached.</param>
/// <param name="Problems">Why others are not, although they are declared so.</param>
/// <param name="TablesObserved">Whether this host observes tables.</param>
internal sealed record EndpointsBody(EndpointBody[] Endpoints, IReadOnlyList<string> Problems, bool TablesObserved);
