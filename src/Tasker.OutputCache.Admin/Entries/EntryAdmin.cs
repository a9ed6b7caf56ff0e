using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Admin.Access;
using Tasker.OutputCache.Admin.Bodies;
using Tasker.OutputCache.Admin.Endpoints;
using Tasker.OutputCache.Engine;

namespace Tasker.OutputCache.Admin.Entries;

/// <summary>The handlers that look at entries, and evict one.</summary>
internal sealed class EntryAdmin(EntryList entries, KeyNames names, ICacheEvictor evictor)
{
    private const int MaximumBodyBytes = 64 * 1024;
    private const int MaximumKeyLength = 2048;

    public Task GetEntriesAsync(HttpContext context)
    {
        if (context.Request.Query.ContainsKey("key"))
        {
            return GetEntryAsync(context);
        }

        return EntryQuery.TryRead(context.Request.Query, out var query, out var flaw)
            ? AdminReply.WriteAsync(context, entries.Read(query, new AdminCaller(context)), AdminJson.Default.EntryPageBody)
            : AdminReply.RefuseAsync(context, StatusCodes.Status400BadRequest, flaw);
    }

    public Task GetEntryAsync(HttpContext context)
    {
        if (ReadKey(context) is not { } key)
        {
            return AdminReply.RefuseAsync(context, StatusCodes.Status400BadRequest, "That is no key.");
        }

        // One that may not be seen is answered like one that is not there.
        var caller = new AdminCaller(context);
        return entries.Find(key, caller) is { } entry
            ? AdminReply.WriteAsync(context, Open(entry, caller, context.Request.Query["body"] == "true"), AdminJson.Default.EntryBody)
            : AdminReply.RefuseAsync(context, StatusCodes.Status404NotFound, "This process's memory holds no such entry.");
    }

    /// <summary>Evicts the tag of a key, on all nodes, whether this one holds the entry or not.</summary>
    public async Task DeleteEntryAsync(HttpContext context)
    {
        var caller = new AdminCaller(context);
        if (ReadKey(context) is not { } key)
        {
            await AdminReply.RefuseAsync(context, StatusCodes.Status400BadRequest, "That is no key.");
            return;
        }

        if (AdminMask.IsPartitioned(key) && !caller.MaySeePartitions)
        {
            await AdminReply.RefuseAsync(context, StatusCodes.Status404NotFound, "This process's memory holds no such entry.");
            return;
        }

        EvictionResult result;
        using (EvictionAuthor.Use(caller.Name))
        {
            result = await evictor.EvictAsync([CacheTag.OfEntries(TagText.ForKey(key))], CancellationToken.None);
        }

        await AdminReply.WriteAsync(context, new EvictionAnswer(EvictionResultText.Of(result), [TagText.ForKey(key)]), AdminJson.Default.EvictionAnswer);
    }

    // A slash within a segment stays encoded on its way through the server, and no key holds an encoded one.
    private static string? ReadKey(HttpContext context)
    {
        var key = context.Request.Query["key"].ToString() is { Length: > 0 } asked
            ? asked
            : (context.Request.RouteValues["key"] as string)?.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        return key is { Length: > 0 and <= MaximumKeyLength } && Ascii.IsValid(key) && !key.Any(char.IsControl) ? key : null;
    }

    private EntryBody Open(CachedEntry entry, AdminCaller caller, bool isBodyWanted)
    {
        var body = entries.Describe(entry, caller) with { Parameters = names.Read(caller.Key(entry.Key)), Tags = [.. entry.Tags.Select(caller.Tag)], Encodings = entry.Content.Encodings };
        if (entry.Content is not StoredResponse response)
        {
            return body;
        }

        var headers = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in response.Headers)
        {
            headers[header.Name] = header.Values.ToString();
        }

        body = body with { Status = response.Status, Headers = headers };
        if (!isBodyWanted)
        {
            return body;
        }

        return FindObstacle(response, body, caller) is { } obstacle
            ? body with { BodyNote = obstacle }
            : body with { Body = Encoding.UTF8.GetString(response.Body.Span) };
    }

    private static string? FindObstacle(StoredResponse response, EntryBody entry, AdminCaller caller) =>
        entry.Partitioned ? "Bodies of single tenants and users, and of those who have a claim, are never shown."
        : !caller.MaySeeBodies ? "The host does not let you see bodies."
        : response.Body.Length > MaximumBodyBytes ? $"It is longer than {MaximumBodyBytes} bytes."
        : !IsText(response) ? "It is no text."
        : null;

    private static bool IsText(StoredResponse response) =>
        response.TryGetHeader(HeaderNames.ContentType, out var values)
        && MediaTypeHeaderValue.TryParse(values.ToString(), out var type)
        && (type.Type.Equals("text", StringComparison.OrdinalIgnoreCase)
            || type.SubTypeWithoutSuffix.Equals("json", StringComparison.OrdinalIgnoreCase)
            || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase)
            || type.Suffix.Equals("xml", StringComparison.OrdinalIgnoreCase)
            || type.SubType.Equals("xml", StringComparison.OrdinalIgnoreCase));
}
