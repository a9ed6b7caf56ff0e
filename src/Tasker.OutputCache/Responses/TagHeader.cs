using Microsoft.AspNetCore.Http;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;

namespace Tasker.OutputCache.Responses;

/// <summary>Tells a cache in front of the host the tags of a response, so that it can be purged by them.</summary>
internal static class TagHeader
{
    /// <summary>Writes the tags. What stands in the header already is kept: a handler may have keys of its own.</summary>
    public static void Write(IHeaderDictionary headers, EntryTags tags, ResourceSettings settings)
    {
        if (SurrogateKeys.Of(tags, settings.TagHeaderForm) is not { } keys)
        {
            // It could not be purged.
            headers["CDN-Cache-Control"] = "no-store";
            headers["Surrogate-Control"] = "no-store";
            return;
        }

        var (name, separator) = settings.TagHeader switch
        {
            CacheTagHeader.SurrogateKey => ("Surrogate-Key", " "),
            CacheTagHeader.CacheTag => ("Cache-Tag", ","),
            _ => ("Cache-Groups", ", "),
        };
        var text = string.Join(separator, settings.TagHeader == CacheTagHeader.CacheGroups ? keys.Select(static key => $"\"{key}\"") : keys);

        if (headers.TryGetValue(name, out var own) && own.ToString().EndsWith(text, StringComparison.Ordinal))
        {
            return;
        }

        // On one line: what searches for a key may look at the first one only.
        headers[name] = own.Count > 0 ? $"{string.Join(separator, own.ToArray())}{separator}{text}" : text;
    }

    /// <summary>Returns the headers of a stored response with its tags. The framework's middleware stores none that are added when the head leaves.</summary>
    public static StoredHeader[] AddTo(StoredHeader[] headers, EntryTags tags, ResourceSettings settings)
    {
        var written = new HeaderDictionary();
        StoredHeaders.Copy(headers, written);
        Write(written, tags, settings);
        return [.. written.Select(static header => new StoredHeader(header.Key, header.Value))];
    }

    /// <summary>Tells caches in front which groups an unsafe request has changed (RFC 9875, section 3), where responses name groups at all.</summary>
    public static void WriteInvalidated(IHeaderDictionary headers, IReadOnlyCollection<string> tags, TaskerCachingOptions options)
    {
        if (tags.Count > 0 && options.Resources.Values.Any(static resource => resource.TagHeader == CacheTagHeader.CacheGroups))
        {
            headers.Append("Cache-Group-Invalidation", string.Join(", ", SurrogateKeys.OfEvicted(tags, options).Select(static key => $"\"{key}\"")));
        }
    }
}
