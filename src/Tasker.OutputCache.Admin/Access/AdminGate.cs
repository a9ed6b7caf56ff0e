using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Tasker.OutputCache.Admin.Access;

/// <summary>Decides who may use the administration: whom the host's authorization has let in, and in Development this machine.</summary>
internal static class AdminGate
{
    /// <summary>What the authorization middleware leaves in a request that it has seen.</summary>
    private const string AuthorizationInvoked = "__AuthorizationMiddlewareWithEndpointInvoked";

    /// <summary>What a proxy adds, and what is left of it when the host has taken it for the truth: the client is somewhere else.</summary>
    private static readonly string[] SignsOfProxy =
    [
        "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via",
        "X-Original-For", "X-Original-Host", "X-Original-Proto",
    ];

    public static bool IsOpenFor(HttpContext context)
    {
        if (IsFromAnotherSite(context.Request))
        {
            return false;
        }

        var metadata = context.GetEndpoint()?.Metadata;
        if (metadata?.GetMetadata<IAllowAnonymous>() is not null)
        {
            return true;
        }

        // Without the middleware, the host's requirements would not have been looked at.
        return metadata?.GetMetadata<IAuthorizeData>() is not null
            ? context.Items.ContainsKey(AuthorizationInvoked)
            : context.RequestServices.GetRequiredService<IWebHostEnvironment>().IsDevelopment() && IsThisMachine(context);
    }

    // A page of another site could make a developer's browser ask.
    private static bool IsFromAnotherSite(HttpRequest request)
    {
        if (request.Headers.TryGetValue("Sec-Fetch-Site", out var site) && site.ToString() is "cross-site" or "same-site")
        {
            return true;
        }

        return request.Headers.Origin is { Count: > 0 } origin
            && !(Uri.TryCreate(origin.ToString(), UriKind.Absolute, out var uri) && string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }

    // A name that an attacker lets point to the loopback address is no name of this machine.
    private static bool IsThisMachine(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } remote
        && IPAddress.IsLoopback(remote)
        && !Array.Exists(SignsOfProxy, context.Request.Headers.ContainsKey)
        && (context.Request.Host.Host == "localhost" || (IPAddress.TryParse(context.Request.Host.Host.Trim('[', ']'), out var host) && IPAddress.IsLoopback(host)));
}
