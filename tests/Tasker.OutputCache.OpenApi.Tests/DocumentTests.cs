using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.OpenApi;
using Tasker.OutputCache.Testing;

namespace Tasker.OutputCache.OpenApi.Tests;

/// <summary>The document of the framework shows what the cache sends, and the cache sends what the document shows.</summary>
public sealed class DocumentTests(DocumentedHosts hosts) : IClassFixture<DocumentedHosts>
{
    private static readonly string[] All = ["Cache-Status", "ETag", "Vary"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<string> ReadAsync(WebApplication app)
    {
        using var response = await app.GetAsync("/openapi/v1.json");
        return await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(Token);
    }

    private static string[] HeadersOf(string document, string path, string method, string status)
    {
        var response = JsonDocument.Parse(document).RootElement.GetProperty("paths").GetProperty(path).GetProperty(method).GetProperty("responses").GetProperty(status);
        return response.TryGetProperty("headers", out var headers) ? [.. headers.EnumerateObject().Select(static header => header.Name).Order(StringComparer.Ordinal)] : [];
    }

    private static string[] StatusesOf(string document, string path, string method) =>
        [.. JsonDocument.Parse(document).RootElement.GetProperty("paths").GetProperty(path).GetProperty(method).GetProperty("responses").EnumerateObject().Select(static response => response.Name)];

    [Theory]
    [InlineData("/cached")]
    [InlineData("/group")]
    [InlineData("/reports")]
    public async Task CachedEndpoint_OfAnyKind_ShowsHeadersAndNotModified(string path)
    {
        var document = await ReadAsync(hosts.Framework);

        Assert.Equal(All, HeadersOf(document, path, "get", "200"));
        Assert.Equal(All, HeadersOf(document, path, "get", "304"));
    }

    [Fact]
    public async Task CachedEndpoint_Error_HasTheStatusOnly()
    {
        var document = await ReadAsync(hosts.Framework);

        Assert.Equal(["200", "400", "304"], StatusesOf(document, "/cached", "get"));
        Assert.Equal(["Cache-Status"], HeadersOf(document, "/cached", "get", "400"));
    }

    [Theory]
    [InlineData("/plain", "get")]
    [InlineData("/framework", "get")]
    [InlineData("/overruled", "get")]
    [InlineData("/group", "post")]
    [InlineData("/reports", "delete")]
    public async Task OtherOperation_OfTheHost_IsAsWithoutTheCache(string path, string method)
    {
        Assert.Equal(OperationOf(await ReadAsync(hosts.Undocumented)), OperationOf(await ReadAsync(hosts.Framework)));

        string OperationOf(string document) => JsonDocument.Parse(document).RootElement.GetProperty("paths").GetProperty(path).GetProperty(method).GetRawText();
    }

    [Fact]
    public async Task CachedEndpoint_DescribedByTheHost_KeepsItsWords()
    {
        var document = await ReadAsync(hosts.Framework);

        var responses = JsonDocument.Parse(document).RootElement.GetProperty("paths").GetProperty("/described").GetProperty("get").GetProperty("responses");
        Assert.Equal("The host's own words.", responses.GetProperty("304").GetProperty("description").GetString());
        Assert.Equal("The host's own tag.", responses.GetProperty("200").GetProperty("headers").GetProperty("ETag").GetProperty("description").GetString());
        Assert.Equal(All, HeadersOf(document, "/described", "get", "200"));
    }

    [Fact]
    public async Task Document_OfTheHost_IsValid()
    {
        var read = OpenApiDocument.Parse(await ReadAsync(hosts.Framework), "json");

        Assert.Empty(read.Diagnostic!.Errors);
        Assert.All(read.Document!.Paths["/cached"].Operations![HttpMethod.Get].Responses!["304"].Headers!.Values, static header =>
        {
            Assert.EndsWith(".", header.Description, StringComparison.Ordinal);
            Assert.Equal(JsonSchemaType.String, header.Schema!.Type);
        });
    }

    // A document that promises what is not sent would be worse than none.
    [Theory]
    [InlineData("/cached", false)]
    [InlineData("/cached", true)]
    [InlineData("/reports", false)]
    [InlineData("/reports", true)]
    public async Task CachedEndpoint_Asked_SendsWhatTheDocumentShows(string path, bool overTasker)
    {
        var app = hosts.Of(overTasker);
        await app.GetAsync(path);

        var hit = await app.GetAsync(path);
        CacheAssert.Hit(hit);
        Assert.NotNull(hit.Headers.ETag);

        var notModified = await app.GetAsync(path, request => request.Headers.IfNoneMatch.Add(hit.Headers.ETag!));
        CacheAssert.NotModified(notModified);
        Assert.Equal(hit.Headers.ETag, notModified.Headers.ETag);
        Assert.Equal(hit.Headers.Vary, notModified.Headers.Vary);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CachedEndpoint_BodyThatCanBeCompressed_SendsVary(bool overTasker)
    {
        var app = hosts.Of(overTasker);
        await app.GetAsync("/cached");

        Assert.Equal(["Accept-Encoding"], (await app.GetAsync("/cached")).Headers.Vary);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CachedEndpoint_AnotherStatus_SendsCacheStatus(bool overTasker)
    {
        var app = hosts.Of(overTasker);

        var response = await app.GetAsync("/silent");

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        CacheAssert.NotCached(response, "status");
    }
}
