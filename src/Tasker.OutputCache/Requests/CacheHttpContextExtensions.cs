using Microsoft.AspNetCore.OutputCaching;
using Tasker.Caching;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Responses;

namespace Microsoft.AspNetCore.Http;

/// <summary>What a handler may say about the caching of its response.</summary>
public static class CacheHttpContextExtensions
{
    /// <summary>Adds tags to the response of this request, if it is cached.</summary>
    /// <param name="context">The request.</param>
    /// <param name="tags">The tags: an eviction of one of them makes the response void.</param>
    /// <remarks>
    /// <para>An eviction that came while the handler ran counts for these tags as well.</para>
    /// <para>A tag of a resource means what it means on an endpoint of that resource: a dimension that it does not name counts as any,
    /// and evictions of the resource take the response too.</para>
    /// </remarks>
    public static void TagCachedResponse(this HttpContext context, params CacheTag[] tags)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(tags);
        var request = context.Features.Get<EndpointRequest>();
        var framework = request is null ? context.Features.Get<IOutputCacheFeature>()?.Context : null;
        foreach (var tag in tags)
        {
            ArgumentNullException.ThrowIfNull(tag, nameof(tags));
            request?.AddTag(tag);
            framework?.Tags.Add(HandlerTag.Write(tag));
        }
    }

    /// <summary>Says how long the response of this request is fresh, if it is cached. At most as long as the eviction log remembers.</summary>
    /// <param name="context">The request.</param>
    /// <param name="ttl">The time, greater than zero.</param>
    public static void CacheResponseFor(this HttpContext context, TimeSpan ttl)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ttl, TimeSpan.Zero);
        context.Features.Get<EndpointRequest>()?.KeepFor(ttl);
    }
}
