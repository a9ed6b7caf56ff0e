using System.Diagnostics.CodeAnalysis;
using Tasker.Caching.Evictions.View;
using Tasker.Caching.Purging;
using Tasker.OutputCache;

namespace Tasker.Caching.Engine;

/// <summary>The keys by which a cache in front of the host knows a response.</summary>
[Experimental(EngineFace.DiagnosticId)]
public static class SurrogateKeys
{
    // A CDN takes 16 KB of them, a proxy between often 8 KB of all headers. A cache need not read more groups than this (RFC 9875, section 2).
    private const int MaximumLength = 4096;
    private const int MaximumKeys = 128;

    /// <summary>Returns the keys of tags.</summary>
    /// <param name="tags">The tags.</param>
    /// <param name="form">Whether a person can read them.</param>
    /// <returns><see langword="null"/> if there are too many for a header: then the response must not be kept in front.</returns>
    public static IReadOnlyList<string>? Of(EntryTags tags, TagHeaderForm form)
    {
        ArgumentNullException.ThrowIfNull(tags);
        return TryMake(tags.Names, form) ?? TryMake(Coarsen(tags.Names), form);
    }

    /// <summary>Returns the keys of what is evicted, in every form that the responses of this configuration carry.</summary>
    /// <param name="tags">The tags of entries that are evicted.</param>
    /// <param name="options">The options: a tag does not always name its resource, whose settings say the form.</param>
    public static IReadOnlyList<string> OfEvicted(IReadOnlyCollection<string> tags, TaskerCachingOptions options)
    {
        ArgumentNullException.ThrowIfNull(tags);
        ArgumentNullException.ThrowIfNull(options);
        var telling = options.Resources.Values.Where(static resource => resource.TagHeader is { } header && header != CacheTagHeader.None).ToList();
        var isHashed = telling.Exists(static resource => resource.TagHeaderForm == TagHeaderForm.Hashed);
        var isReadable = !isHashed || telling.Exists(static resource => resource.TagHeaderForm != TagHeaderForm.Hashed);
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tag in tags)
        {
            if (isReadable)
            {
                keys.Add(SurrogateKey.Of(tag, TagHeaderForm.Readable));
            }

            if (isHashed)
            {
                keys.Add(SurrogateKey.Of(tag, TagHeaderForm.Hashed));
            }
        }

        return [.. keys];
    }

    // Every eviction that narrows a resource down takes its coarse tag as well; one that does not, the plain resource.
    private static string[] Coarsen(IReadOnlyList<string> tags) =>
        [.. tags.Select(static tag => tag.Contains('|', StringComparison.Ordinal) && !TagText.IsOfKeyOrPath(tag) ? CoarseTags.Of(TagText.ResourceOf(tag)) : tag).Distinct(StringComparer.Ordinal)];

    private static List<string>? TryMake(IReadOnlyList<string> tags, TagHeaderForm form)
    {
        if (tags.Count > MaximumKeys)
        {
            return null;
        }

        var keys = new List<string>(tags.Count);
        var length = 0;
        foreach (var tag in tags)
        {
            var key = SurrogateKey.Of(tag, form);
            length += key.Length + 4;
            if (length > MaximumLength)
            {
                return null;
            }

            keys.Add(key);
        }

        return keys;
    }
}
