using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.OpenApi;

namespace Tasker.OutputCache.OpenApi.Tests;

/// <summary>A host with endpoints of every kind, and the document of the framework.</summary>
internal static class DocumentedHost
{
    private static readonly string Long = new('x', 20_000);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<WebApplication> StartAsync(bool overTasker = false, bool isDocumented = true)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddControllers().AddApplicationPart(typeof(ReportsController).Assembly);
        builder.Services.AddTaskerOutputCache(builder.Configuration);
        builder.Services.AddOpenApi(options =>
        {
            options.AddOperationTransformer(DescribeAsync);
            _ = isDocumented ? options.AddTaskerCache() : options;
        });
        var app = builder.Build();
        _ = overTasker ? app.UseTaskerOutputCache() : app.UseOutputCache();
        Map(app);
        app.MapControllers();
        app.MapOpenApi();
        await app.StartAsync(Token);
        return app;
    }

    private static void Map(WebApplication app)
    {
        app.MapGet("/cached", static (string? region) => Results.Text(region + Long, "text/plain")).Produces<string>().ProducesProblem(400).CacheResource("orders", "cached");
        app.MapGet("/plain", static () => "plain");
        app.MapGet("/framework", static () => "framework").CacheOutput();
        app.MapGet("/overruled", static () => "overruled").CacheResource("orders", "overruled").CacheOutput(static policy => policy.NoCache());
        app.MapGet("/silent", static () => Results.NoContent()).CacheResource("orders", "silent");
        var group = app.MapGroup("/group").CacheResource("groups");
        group.MapGet("/", static () => "list");
        group.MapPost("/", static () => Results.Accepted());
        app.MapGet("/described", static () => "described").CacheResource("orders", "described");
    }

    // Registered before the cache's own: the words of the host are there already.
    private static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.RelativePath == "described")
        {
            operation.Responses!["304"] = new OpenApiResponse { Description = "The host's own words." };
            ((OpenApiResponse)operation.Responses["200"]).Headers = new Dictionary<string, IOpenApiHeader> { ["ETag"] = new OpenApiHeader { Description = "The host's own tag." } };
        }

        return Task.CompletedTask;
    }

    public static async Task<HttpResponseMessage> GetAsync(this WebApplication app, string path, Action<HttpRequestMessage>? configure = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        configure?.Invoke(request);
        return await app.GetTestClient().SendAsync(request, Token);
    }
}
