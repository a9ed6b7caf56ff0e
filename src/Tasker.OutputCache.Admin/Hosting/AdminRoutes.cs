using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Admin.Access;
using Tasker.OutputCache.Admin.Bodies;
using Tasker.OutputCache.Admin.Bodies.Endpoints;
using Tasker.OutputCache.Admin.Bodies.History;
using Tasker.OutputCache.Admin.Bodies.Instances;
using Tasker.OutputCache.Admin.Bodies.Triggers;
using Tasker.OutputCache.Admin.Explaining;
using Tasker.OutputCache.Admin.Page;
using Tasker.OutputCache.Admin.Status;

namespace Tasker.OutputCache.Admin.Hosting;

/// <summary>The routes of the administration.</summary>
internal static class AdminRoutes
{
    private const string Tag = "Cache";

    public static void Map(RouteGroupBuilder group, IServiceProvider services)
    {
        var admin = new AdminServices(services);
        MapPage(group);
        MapState(group, admin, services);
        MapEntries(group, admin);
        MapEvictions(group, admin);
    }

    private static void MapPage(RouteGroupBuilder group)
    {
        string[] methods = [HttpMethods.Get, HttpMethods.Head];
        group.MapMethods("/", methods, Guard(AdminPage.GetIndexAsync)).ExcludeFromDescription();
        group.MapMethods("/page/{file}", methods, Guard(AdminPage.GetFileAsync)).ExcludeFromDescription();
    }

    private static void MapState(RouteGroupBuilder group, AdminServices admin, IServiceProvider services)
    {
        var status = admin.Status;
        group.Add(HttpMethods.Get, "/status", status.GetStatusAsync, "GetCacheStatus", "Says what this node is in touch with, and what is wrong.")
            .Returns<StatusBody>();
        group.Add(HttpMethods.Get, "/stats", status.GetStatsAsync, "GetCacheStats", "Says what has happened on this node since its start.")
            .Returns<StatsBody>();
        group.Add(HttpMethods.Get, "/distributed", status.GetDistributedAsync, "GetDistributedCache", "Says whether there is a shared tier, and whether it can be used.")
            .Returns<DistributedBody>();

        group.Add(HttpMethods.Get, "/instances", admin.Instances.GetInstancesAsync, "GetCacheInstances", "Lists the instances of the deployment: how each is, in words, and what they do together.")
            .Returns<InstancesBody>();

        group.Add(HttpMethods.Get, "/history", admin.History.GetHistoryAsync, "GetCacheHistory", "Says how this node was every ten seconds of the last hour.")
            .Returns<HistoryBody>();

        group.Add(HttpMethods.Get, "/configuration", ConfigurationEndpoint.GetAsync, "GetCacheConfiguration", "Says what is in force, and from where.")
            .Returns<ConfigurationReport>();

        group.Add(HttpMethods.Get, "/endpoints", admin.Endpoints.GetEndpointsAsync, "GetCacheEndpoints", "Describes the cached endpoints: what is in their keys, what was observed, and which tables they read.")
            .Returns<EndpointsBody>();
        group.Add(HttpMethods.Get, "/triggers", TriggerAdmin.GetAsync, "GetCacheTriggers", "Compares the triggers of the database that evict with what the host says.")
            .Returns<TriggersBody>();

        var events = admin.Events;
        group.Add(HttpMethods.Get, "/events", events.GetEventsAsync, "GetCacheEvents", "Sends the statistics every second, as server-sent events.")
            .Returns<StatsBody>(contentType: "text/event-stream")
            .Returns<RefusalBody>(StatusCodes.Status503ServiceUnavailable);

        var explainer = admin.Explainer;
        var routes = new RouteFinder(services);
        group.Add(HttpMethods.Get, "/explain", context => explainer.GetExplanationAsync(context, routes), "ExplainCache", "Says step by step what the cache would do with a request.", AdminOperations.Explain)
            .Returns<ExplanationBody>()
            .Returns<RefusalBody>(StatusCodes.Status400BadRequest);

        var warmUp = admin.WarmUp;
        group.Add(HttpMethods.Post, "/warm-up", warmUp.PostWarmUpAsync, "PostCacheWarmUp", "Begins a warm-up, unless one is under way.", AdminOperations.PostWarmUp)
            .Returns<WarmUpBody>(StatusCodes.Status202Accepted)
            .Returns<RefusalBody>(StatusCodes.Status415UnsupportedMediaType);
    }

    private static void MapEntries(RouteGroupBuilder group, AdminServices admin)
    {
        var entries = admin.Entries;
        group.Add(HttpMethods.Get, "/entries", entries.GetEntriesAsync, "GetCacheEntries", "Searches this process's memory, a page at a time.", AdminOperations.GetEntries)
            .Returns<EntryPageBody>()
            .Returns<RefusalBody>(StatusCodes.Status400BadRequest);
        group.Add(HttpMethods.Get, "/entries/{**key}", entries.GetEntryAsync, "GetCacheEntry", "Describes an entry of this process's memory.", AdminOperations.GetEntry)
            .Returns<EntryBody>()
            .Returns<RefusalBody>(StatusCodes.Status400BadRequest)
            .Returns<RefusalBody>(StatusCodes.Status404NotFound);
        group.Add(HttpMethods.Delete, "/entries/{**key}", entries.DeleteEntryAsync, "DeleteCacheEntry", "Evicts one entry, on all nodes.", AdminOperations.DeleteEntry)
            .Returns<EvictionAnswer>()
            .Returns<RefusalBody>(StatusCodes.Status400BadRequest)
            .Returns<RefusalBody>(StatusCodes.Status404NotFound);
    }

    private static void MapEvictions(RouteGroupBuilder group, AdminServices admin)
    {
        var evictions = admin.Evictions;
        group.Add(HttpMethods.Get, "/evictions", evictions.GetEvictionsAsync, "GetCacheEvictions", "Lists the latest evictions that this node has begun or heard of.")
            .Returns<EvictionNoteBody[]>();
        group.Add(HttpMethods.Post, "/evictions", evictions.PostEvictionsAsync, "PostCacheEvictions", "Evicts by tags, or by a resource and its dimensions; tidies up by a pattern of keys.", AdminOperations.PostEvictions)
            .Returns<EvictionAnswer>()
            .Returns<RefusalBody>(StatusCodes.Status400BadRequest)
            .Returns<RefusalBody>(StatusCodes.Status403Forbidden)
            .Returns<RefusalBody>(StatusCodes.Status413PayloadTooLarge)
            .Returns<RefusalBody>(StatusCodes.Status415UnsupportedMediaType);
    }

    // A handler that is no more than a request delegate needs no code made for it, and can be trimmed. Nothing is said of bodies
    // that are accepted: routing would answer 415 to anybody, before the guard says that there is nothing here.
    private static IEndpointConventionBuilder Add(this RouteGroupBuilder group, string method, string path, RequestDelegate handler, string name, string summary, Delegate? takes = null)
    {
        var operation = (takes ?? AdminOperations.TakeNothing).Method;
        object[] metadata = [operation, .. operation.GetParameters().Select(static parameter => new AdminParameter(parameter))];
        return group.MapMethods(path, [method], Guard(handler)).WithName(name).WithSummary(summary).WithTags(Tag).WithMetadata(metadata);
    }

    private static IEndpointConventionBuilder Returns<TBody>(this IEndpointConventionBuilder endpoint, int status = StatusCodes.Status200OK, string contentType = "application/json") =>
        endpoint.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(TBody), [contentType]));

    /// <summary>Closes a handler for everybody whom the host has not let in.</summary>
    public static RequestDelegate Guard(RequestDelegate handler) => context =>
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
