using Microsoft.AspNetCore.Http;

namespace Tasker.OutputCache.Requests;

/// <summary>Says which of the two middlewares decides about a request, where a host has both. A feature of its <c>HttpContext</c>.</summary>
internal sealed class MiddlewareClaim
{
    /// <summary>Our own decides about everything that follows it.</summary>
    public static readonly MiddlewareClaim Ours = new(null);

    private readonly Endpoint? _frameworks;

    private MiddlewareClaim(Endpoint? frameworks) => _frameworks = frameworks;

    /// <summary>The framework's decides about an endpoint. The same request may come to another one later.</summary>
    public static MiddlewareClaim OfFramework(Endpoint endpoint) => new(endpoint);

    public bool IsFrameworksFor(Endpoint endpoint) => ReferenceEquals(_frameworks, endpoint);
}
