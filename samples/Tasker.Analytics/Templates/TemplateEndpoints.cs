using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Tasker.Analytics.Authentication;
using Tasker.Analytics.Hosting;
using Tasker.Caching;

namespace Tasker.Analytics.Templates;

/// <summary>Resolves templates, and looks after their cache.</summary>
internal static class TemplateEndpoints
{
    private const string Memory = "memory";

    public static void MapTemplates(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(TemplateName.Route, GetAsync);
        endpoints.MapGet("/v1/templates/cache/distributed", GetCacheAsync);

        var changes = endpoints.MapGroup("").RequireAuthorization(SampleAuthenticationExtensions.TenantPolicy);
        changes.MapPut(TemplateName.Route, PutAsync);
        changes.MapPost($"{TemplateName.Route}/refresh", RefreshAsync);
        changes.MapDelete("/v1/templates/cache", (TemplateRegistry registry) => EvictedAsync(registry.EvictAllAsync()));
        changes.MapDelete("/v1/templates/cache/{namespace}", (string @namespace, TemplateRegistry registry) => EvictedAsync(registry.EvictNamespaceAsync(@namespace)));
    }

    private static async Task<Results<Ok<TaskTemplate>, ProblemHttpResult>> GetAsync(
        string @namespace, string name, string version, HttpContext context, TemplateRegistry registry, HandlerRuns runs)
    {
        var template = await registry.ResolveAsync(@namespace, name, version, context.RequestAborted);

        // How often this process has read templates from the database: the same number as before means that the cache had this one.
        runs.Show(TemplateRegistry.Resource, context.Response);
        return Found(template, @namespace, name, version);
    }

    private static async Task<Results<Ok<TaskTemplate>, ProblemHttpResult>> RefreshAsync(
        string @namespace, string name, string version, TemplateRegistry registry, CancellationToken cancellationToken) =>
        Found(await registry.RefreshAsync(@namespace, name, version, cancellationToken), @namespace, name, version);

    private static Results<Ok<TaskTemplate>, ProblemHttpResult> Found(TaskTemplate? template, string @namespace, string name, string version) => template is null
        ? TypedResults.Problem(Problems.Details(StatusCodes.Status404NotFound, "No such template.", $"There is no template {@namespace}/{name} of version {version}."))
        : TypedResults.Ok(template);

    private static async Task<Ok<TaskTemplate>> PutAsync(
        string @namespace, string name, string version, TemplateBody body, HttpContext context, TemplateRegistry registry, CancellationToken cancellationToken)
    {
        var template = new TaskTemplate { Namespace = @namespace, Name = name, Version = version, Description = body.Description ?? "", Steps = body.Steps ?? [] };
        await registry.RegisterAsync(template, $"user:{context.User.Identity!.Name}@{context.User.Tenant()}", cancellationToken);
        return TypedResults.Ok(template);
    }

    private static async Task<Ok<Dictionary<string, string>>> EvictedAsync(ValueTask<EvictionResult> eviction) =>
        TypedResults.Ok(new Dictionary<string, string> { ["eviction"] = await eviction switch { EvictionResult.Confirmed => "confirmed", EvictionResult.Journaled => "journaled", _ => "refused" } });

    private static async Task<TemplateCacheStatus> GetCacheAsync(HealthCheckService health, CancellationToken cancellationToken)
    {
        var report = await health.CheckHealthAsync(cancellationToken);
        var entry = report.Entries.Values.First(entry => entry.Data.ContainsKey("backend"));
        var provider = (string)entry.Data["backend"];
        return new TemplateCacheStatus((bool)entry.Data["enabled"] && provider != Memory, provider, entry.Status == HealthStatus.Healthy);
    }
}
