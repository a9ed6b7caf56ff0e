using System.Collections.Frozen;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Tasker.OutputCache.Admin.Access;

namespace Tasker.OutputCache.Admin.Page;

/// <summary>The live page. Its files are in this assembly, and it asks no host but the one that it came from.</summary>
internal static class AdminPage
{
    private const string Index = "index.html";
    private const string RootMark = "{root}";
    private const string PartitionsMark = "{partitions}";

    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; form-action 'none'";

    private static readonly FrozenDictionary<string, PageFile> Files = PageFile.ReadAll();
    private static readonly string Html = Encoding.UTF8.GetString(Files[Index].Bytes.Span);

    public static Task GetIndexAsync(HttpContext context)
    {
        var html = Html
            .Replace(RootMark, RootOf(context.Request.Path), StringComparison.Ordinal)
            .Replace(PartitionsMark, new AdminCaller(context).MaySeePartitions ? "seen" : "masked", StringComparison.Ordinal);
        return WriteAsync(context, PageFile.Create(Index, Encoding.UTF8.GetBytes(html)));
    }

    public static Task GetFileAsync(HttpContext context)
    {
        if (context.Request.RouteValues["file"] is string name && name != Index && Files.TryGetValue(name, out var file))
        {
            return WriteAsync(context, file);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    // Relative to the address in the browser, which may have more in front of it than this host knows of. A base element is
    // what the page's own policy forbids.
    private static string RootOf(PathString path)
    {
        var text = path.Value ?? string.Empty;
        var last = text[(text.LastIndexOf('/') + 1)..];
        return last.Length == 0 ? "./" : HtmlEncoder.Default.Encode($"./{Uri.EscapeDataString(last)}/");
    }

    private static async Task WriteAsync(HttpContext context, PageFile file)
    {
        var headers = context.Response.Headers;
        headers.ETag = file.ETag;
        headers.CacheControl = "no-cache";
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        if (HasIt(context.Request.Headers.IfNoneMatch, file.ETag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = file.ContentType;
        context.Response.ContentLength = file.Bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(file.Bytes, context.RequestAborted);
        }
    }

    // Weak or not: a proxy that compresses makes it weak.
    private static bool HasIt(StringValues asked, string etag) =>
        asked.ToString() is { Length: > 0 } list && list.Contains(etag, StringComparison.Ordinal);
}
