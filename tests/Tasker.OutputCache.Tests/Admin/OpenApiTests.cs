using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Tasker.OutputCache.Tests.Admin;

/// <summary>The host's OpenAPI document has the whole administration, and not its page.</summary>
public sealed class OpenApiTests
{
    private static readonly string[] Expected =
    [
        "GET configuration () 200",
        "GET distributed () 200",
        "GET endpoints () 200",
        "GET entries (query search, query resource, query tag, query limit, query cursor, query key) 200 400",
        "DELETE entries/{key} (path key) 200 400 404",
        "GET entries/{key} (path key, query body) 200 400 404",
        "GET events () 200 503",
        "GET evictions () 200",
        "POST evictions (body EvictionBody) 200 400 403 413 415",
        "GET explain (query url, query method, query header, query as, query tenant, query user) 200 400",
        "GET history () 200",
        "GET instances () 200",
        "GET stats () 200",
        "GET status () 200",
        "GET triggers () 200",
        "POST warm-up (body) 202 415",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Document_OfTheHost_HasEveryOperation()
    {
        await using var app = await AdminHost.StartAsync(endpoints: static app => app.MapOpenApi(), services: static services => services.AddOpenApi());
        var document = JsonDocument.Parse(await app.GetTestClient().GetStringAsync("/openapi/v1.json", Token)).RootElement;

        var operations = Read(document).ToArray();

        Assert.Equal(Expected.Order(StringComparer.Ordinal), operations.Select(static operation => operation.Text).Order(StringComparer.Ordinal));
        Assert.All(operations, static operation => Assert.EndsWith(".", operation.Body.GetProperty("summary").GetString(), StringComparison.Ordinal));
        Assert.All(operations, static operation => Assert.Equal("Cache", Assert.Single(operation.Body.GetProperty("tags").EnumerateArray()).GetString()));
        Assert.Equal(operations.Length, operations.Select(static operation => operation.Body.GetProperty("operationId").GetString()).Distinct().Count());
        Assert.All(operations.SelectMany(static operation => Parameters(operation.Body)), static parameter => Assert.NotEmpty(parameter.GetProperty("description").GetString()!));
    }

    [Fact]
    public async Task Document_OfTheHost_ForgetsNoRoute()
    {
        await using var app = await AdminHost.StartAsync();
        var routes = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(static endpoint => endpoint.RoutePattern.RawText!.StartsWith(AdminHost.Path, StringComparison.Ordinal))
            .SelectMany(static endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {endpoint.RoutePattern.RawText![AdminHost.Path.Length..].TrimStart('/').Replace("**", "", StringComparison.Ordinal)}"))
            .Where(static route => !route.EndsWith(' ') && !route.EndsWith("page/{file}", StringComparison.Ordinal));

        Assert.Equal(Expected.Select(static text => text.Split(" (")[0]).Order(StringComparer.Ordinal), routes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Document_AnswersOfOperations_HaveTheirSchemas()
    {
        await using var app = await AdminHost.StartAsync(endpoints: static app => app.MapOpenApi(), services: static services => services.AddOpenApi());
        var document = JsonDocument.Parse(await app.GetTestClient().GetStringAsync("/openapi/v1.json", Token)).RootElement;

        var schemas = document.GetProperty("components").GetProperty("schemas");
        var eviction = schemas.GetProperty("EvictionBody").GetProperty("properties").EnumerateObject().Select(static property => property.Name);

        Assert.Equal(["dimensions", "dryRun", "everything", "mode", "pattern", "resource", "tags", "tenant", "user"], eviction.Order(StringComparer.Ordinal));
        Assert.True(schemas.GetProperty("StatsBody").GetProperty("properties").TryGetProperty("hitRate", out _));
    }

    private static IEnumerable<(string Text, JsonElement Body)> Read(JsonElement document)
    {
        foreach (var path in document.GetProperty("paths").EnumerateObject().Where(static path => path.Name.StartsWith(AdminHost.Path, StringComparison.Ordinal)))
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                var parameters = Parameters(operation.Value).Select(static parameter => $"{parameter.GetProperty("in").GetString()} {parameter.GetProperty("name").GetString()}");
                var body = operation.Value.TryGetProperty("requestBody", out var content) ? [BodyOf(content)] : Array.Empty<string>();
                var statuses = operation.Value.GetProperty("responses").EnumerateObject().Select(static response => response.Name).Order(StringComparer.Ordinal);
                yield return ($"{operation.Name.ToUpperInvariant()} {path.Name[(AdminHost.Path.Length + 1)..]} ({string.Join(", ", parameters.Concat(body))}) {string.Join(' ', statuses)}", operation.Value);
            }
        }
    }

    private static IEnumerable<JsonElement> Parameters(JsonElement operation) =>
        operation.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray() : [];

    private static string BodyOf(JsonElement body)
    {
        var schema = body.GetProperty("content").GetProperty("application/json").GetProperty("schema");
        return schema.TryGetProperty("$ref", out var reference) ? $"body {reference.GetString()!.Split('/')[^1]}" : "body";
    }
}
