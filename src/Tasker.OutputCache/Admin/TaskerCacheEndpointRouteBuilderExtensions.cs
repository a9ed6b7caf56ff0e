using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tasker.OutputCache.Admin;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the administration of the cache.</summary>
public static class TaskerCacheEndpointRouteBuilderExtensions
{
    /// <summary>Maps the administration of the cache: <c>GET status</c>, <c>GET configuration</c> and <c>POST evictions</c>.</summary>
    /// <param name="endpoints">The endpoints of the host.</param>
    /// <param name="path">The path under which they are found.</param>
    /// <returns>The group of endpoints. Call <c>RequireAuthorization</c> on it to open them.</returns>
    /// <remarks>They are closed until the host says who may use them. In Development they answer requests from this machine.</remarks>
    public static RouteGroupBuilder MapTaskerCache(this IEndpointRouteBuilder endpoints, string path)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var admin = endpoints.ServiceProvider.GetRequiredService<CacheAdmin>();
        var group = endpoints.MapGroup(path);
        group.MapGet("/status", Guard(admin.GetStatusAsync));
        group.MapGet("/configuration", Guard(ConfigurationEndpoint.GetAsync));
        group.MapPost("/evictions", Guard(admin.PostEvictionsAsync));
        return group;
    }

    private static RequestDelegate Guard(RequestDelegate handler) => context =>
    {
        if (AdminGate.IsOpenFor(context))
        {
            return handler(context);
        }

        // As if it were not there.
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    };
}
