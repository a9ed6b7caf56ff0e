using Tasker.OutputCache;
using Tasker.OutputCache.Policies;
using Tasker.OutputCache.Store;

namespace Microsoft.AspNetCore.Http;

/// <summary>What a handler may say about the caching of its response.</summary>
public static class CacheHttpContextExtensions
{
    /// <summary>Adds tags to the response of this request, if it is cached.</summary>
    /// <param name="context">The request.</param>
    /// <param name="tags">The tags: an eviction of one of them makes the response void.</param>
    /// <remarks>An eviction that came while the handler ran counts for these tags as well.</remarks>
    public static void TagCachedResponse(this HttpContext context, params CacheTag[] tags)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(tags);
        if (context.Features.Get<ResponseWork>() is { } work)
        {
            foreach (var tag in tags)
            {
                TagExpansion.AddEntryTags(tag, work.AddTag);
            }
        }
    }

    /// <summary>Says how long the response of this request is fresh, if it is cached. At most as long as the eviction log remembers.</summary>
    /// <param name="context">The request.</param>
    /// <param name="ttl">The time, greater than zero.</param>
    public static void CacheResponseFor(this HttpContext context, TimeSpan ttl)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ttl, TimeSpan.Zero);
        if (context.Features.Get<ResponseWork>() is { } work)
        {
            work.Ttl = ttl;
            work.HasOwnTtl = true;
        }
    }
}
