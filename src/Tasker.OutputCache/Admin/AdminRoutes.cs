using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tasker.OutputCache.Admin.Page;
using Tasker.OutputCache.Configuration;

namespace Tasker.OutputCache.Admin;

/// <summary>The routes of the administration.</summary>
internal static class AdminRoutes
{
    private const string Tag = "Cache";

    public static void Map(RouteGroupBuilder group, IServiceProvider services)
    {
        MapPage(group);
        MapState(group, services);
        MapEntries(group, services);
        MapEvictions(group, services);
    }

    private static void MapPage(RouteGroupBuilder group)
    {
        string[] methods = [HttpMethods.Get, HttpMethods.Head];
        group.MapMethods("/", methods, Guard(AdminPage.GetIndexAsync)).ExcludeFromDescription();
        group.MapMethods("/page/{file}", methods, Guard(AdminPage.GetFileAsync)).ExcludeFromDescription();
    }

    private static void MapState(RouteGroupBuilder group, IServiceProvider services)
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

        var events = services.GetRequiredService<EventStream>();
        Describe(group.MapGet("/events", Guard(events.GetEventsAsync)), "GetCacheEvents", "Sends the statistics every second, as server-sent events.")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream")
            .Produces<RefusalBody>(StatusCodes.Status503ServiceUnavailable);

        var explainer = services.GetRequiredService<CacheExplainer>();
        var routes = new RouteFinder(services);
        Describe(group.MapGet("/explain", Guard(context => explainer.GetExplanationAsync(context, routes))), "ExplainCache", "Says step by step what the cache would do with a request.")
            .Produces<ExplanationBody>()
            .Produces<RefusalBody>(StatusCodes.Status400BadRequest);

        var warmUp = services.GetRequiredService<WarmUpAdmin>();
        Describe(group.MapPost("/warm-up", Guard(warmUp.PostWarmUpAsync)), "PostCacheWarmUp", "Begins a warm-up, unless one is under way.")
            .Produces<WarmUpBody>(StatusCodes.Status202Accepted);
    }

    private static void MapEntries(RouteGroupBuilder group, IServiceProvider services)
    {
        var entries = services.GetRequiredService<EntryAdmin>();
        Describe(group.MapGet("/entries", Guard(entries.GetEntriesAsync)), "GetCacheEntries", "Searches this process's memory, a page at a time.")
            .Produces<EntryPageBody>()
            .Produces<RefusalBody>(StatusCodes.Status400BadRequest);
        Describe(group.MapGet("/entries/{**key}", Guard(entries.GetEntryAsync)), "GetCacheEntry", "Describes an entry of this process's memory.")
            .Produces<EntryBody>()
            .Produces<RefusalBody>(StatusCodes.Status404NotFound);
        Describe(group.MapDelete("/entries/{**key}", Guard(entries.DeleteEntryAsync)), "DeleteCacheEntry", "Evicts one entry, on all nodes.")
            .Produces<EvictionAnswer>()
            .Produces<RefusalBody>(StatusCodes.Status400BadRequest);
    }

    private static void MapEvictions(RouteGroupBuilder group, IServiceProvider services)
    {
        var evictions = services.GetRequiredService<EvictionAdmin>();
        Describe(group.MapGet("/evictions", Guard(evictions.GetEvictionsAsync)), "GetCacheEvictions", "Lists the latest evictions that this node has begun or heard of.")
            .Produces<EvictionNoteBody[]>();
        Describe(group.MapPost("/evictions", Guard(evictions.PostEvictionsAsync)), "PostCacheEvictions", "Evicts by tags, or by a resource and its dimensions; tidies up by a pattern of keys.")
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
