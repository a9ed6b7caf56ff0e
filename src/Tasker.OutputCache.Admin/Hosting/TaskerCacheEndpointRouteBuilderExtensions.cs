using Microsoft.AspNetCore.Routing;
using Tasker.OutputCache.Admin;
using Tasker.OutputCache.Admin.Hosting;
using Tasker.OutputCache.Engine;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the administration of the cache.</summary>
public static class TaskerCacheEndpointRouteBuilderExtensions
{
    /// <summary>Maps the administration of the cache: what it holds and does, and evictions by hand.</summary>
    /// <param name="endpoints">The endpoints of the host.</param>
    /// <param name="path">The path under which they are found.</param>
    /// <param name="configure">Says what its users may see.</param>
    /// <returns>The group of endpoints. Call <c>RequireAuthorization</c> on it to open them.</returns>
    /// <exception cref="InvalidOperationException"><c>AddTaskerOutputCache</c> was not called.</exception>
    /// <remarks>They are closed until the host says who may use them. In Development they answer requests from this machine.</remarks>
    public static RouteGroupBuilder MapTaskerCache(this IEndpointRouteBuilder endpoints, string path, Action<TaskerCacheAdminOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (endpoints.ServiceProvider.GetService(typeof(CacheEndpointCatalog)) is null)
        {
            throw new InvalidOperationException("The services of the cache are missing. Call builder.Services.AddTaskerOutputCache() before builder.Build().");
        }

        var options = new TaskerCacheAdminOptions();
        configure?.Invoke(options);
        var group = endpoints.MapGroup(path).WithMetadata(options);
        AdminRoutes.Map(group, endpoints.ServiceProvider);
        return group;
    }
}
