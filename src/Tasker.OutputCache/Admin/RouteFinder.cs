using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Tasker.OutputCache.Admin;

/// <summary>Asks the host's routing which endpoint would answer a request, without anything that stands behind routing.</summary>
internal sealed class RouteFinder(IEndpointRouteBuilder endpoints)
{
    private readonly Lazy<RequestDelegate> _routing = new(() =>
    {
        var pipeline = endpoints.CreateApplicationBuilder();
        pipeline.UseRouting();
        pipeline.Run(static _ => Task.CompletedTask);
        return pipeline.Build();
    });

    /// <summary>Routes a request: its endpoint and route values are set, if there are any.</summary>
    public Task RouteAsync(HttpContext context) => _routing.Value(context);
}
