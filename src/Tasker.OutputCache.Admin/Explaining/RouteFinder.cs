using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Tasker.OutputCache.Admin.Explaining;

/// <summary>Asks the host's routing which endpoint would answer a request, without anything that comes after routing.</summary>
internal sealed class RouteFinder(IServiceProvider services)
{
    // How minimal hosting tells UseRouting that there are endpoints already.
    private const string GlobalBuilder = "__GlobalEndpointRouteBuilder";

    private readonly Lazy<RequestDelegate> _routing = new(() =>
    {
        var pipeline = new ApplicationBuilder(services);
        pipeline.Properties[GlobalBuilder] = new AllEndpoints(services);
        pipeline.UseRouting();
        pipeline.Run(static _ => Task.CompletedTask);
        return pipeline.Build();
    });

    /// <summary>Routes a request: its endpoint and route values are set, if there are any.</summary>
    public Task RouteAsync(HttpContext context) => _routing.Value(context);

    private sealed class AllEndpoints(IServiceProvider services) : IEndpointRouteBuilder
    {
        public IServiceProvider ServiceProvider => services;

        public ICollection<EndpointDataSource> DataSources { get; } = [services.GetRequiredService<EndpointDataSource>()];

        public IApplicationBuilder CreateApplicationBuilder() => new ApplicationBuilder(services);
    }
}
