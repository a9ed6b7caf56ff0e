using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace Tasker.OutputCache.OpenApi;

/// <summary>The headers that the cache sends, as a document describes them.</summary>
internal static class CacheHeaders
{
    public const string CacheStatusName = "Cache-Status";

    public static readonly string EntityTagName = HeaderNames.ETag;
    public static readonly string VaryName = HeaderNames.Vary;

    public static OpenApiHeader CacheStatus() => Text("What the cache did (RFC 9211): a hit with the seconds that it is still fresh, or why the response was computed or not stored.", "tasker; hit; ttl=42; detail=near");

    public static OpenApiHeader EntityTag() => Text("Names the body, from the first hit on. Send it as If-None-Match to get 304 while it is current.", "\"q1Zx0aJfTnA\"");

    public static OpenApiHeader Vary() => Text("The request headers that the body depends on: Accept-Encoding where it can be compressed.", "Accept-Encoding");

    private static OpenApiHeader Text(string description, string example) =>
        new() { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String }, Example = example };
}
