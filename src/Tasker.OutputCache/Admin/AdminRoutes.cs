using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tasker.OutputCache.Configuration;

namespace Tasker.OutputCache.Admin;

/// <summary>The routes of the administration.</summary>
internal static class AdminRoutes
{
    private const string Tag = "Cache";

    public static void Map(RouteGroupBuilder group, IServiceProvider services)
    {
        var status = services.GetRequiredService<StatusAdmin>();
        Describe(group.MapGet("/status", Guard(status.GetStatusAsync)), "GetCacheStatus", "Says what this node is in touch with, and what is wrong.")
            .Produces<StatusBody>();
        Describe(group.MapGet("/stats", Guard(status.GetStatsAsync)), "GetCacheStats", "Says what has happened on this node since its start.")
            .Produces<StatsBody>();
        Describe(group.MapGet("/distributed", Guard(status.GetDistributedAsync)), "GetDistributedCache", "Says whether there is a shared tier, and whether it can be used.")
            .Produces<DistributedBody>();

        Describe(group.MapGet("/configuration", Guard(ConfigurationEndpoint.GetAsync)), "GetCacheConfiguration", "Says what is in force, and from where.")
            .Produces<ConfigurationReport>();

        var evictions = services.GetRequiredService<EvictionAdmin>();
        Describe(group.MapGet("/evictions", Guard(evictions.GetEvictionsAsync)), "GetCacheEvictions", "Lists the latest evictions that this node has begun or heard of.")
            .Produces<EvictionNoteBody[]>();
        Describe(group.MapPost("/evictions", Guard(evictions.PostEvictionsAsync)), "PostCacheEvictions", "Evicts by tags, or by a resource and its dimensions.")
            .Produces<EvictionAnswer>()
            .Produces<RefusalBody>(StatusCodes.Status400BadRequest);
    }

    // Nothing is said of bodies that are accepted: routing would answer 415 to anybody, before the guard says that there is nothing here.
    private static RouteHandlerBuilder Describe(RouteHandlerBuilder endpoint, string name, string summary) =>
        endpoint.WithName(name).WithSummary(summary).WithTags(Tag);

    /// <summary>Closes a handler for everybody whom the host has not let in.</summary>
    public static Delegate Guard(RequestDelegate handler) => (HttpContext context) =>
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
