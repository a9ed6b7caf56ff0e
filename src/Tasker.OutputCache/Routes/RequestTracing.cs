using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tasker.Caching.Engine;

namespace Tasker.OutputCache.Routes;

/// <summary>What the cache adds to the activity of a request, and the activity of a request that it makes itself.</summary>
internal static class RequestTracing
{
    public const string OutcomeTag = "tasker.cache.outcome";
    public const string ResourceTag = "tasker.cache.resource";
    public const string EndpointTag = "tasker.cache.endpoint";
    private const string ReasonTag = "tasker.cache.replay.reason";
    private const string PathTag = "url.path";

    /// <summary>Starts the activity of a request that the cache makes itself: a trace of its own, since the request that asked for it may be over first.</summary>
    public static GuardedActivity StartReplay(string reason, string path)
    {
        var activity = CacheTracing.Start("cache replay");
        activity.Activity?.SetTag(ReasonTag, reason);
        activity.Activity?.SetTag(PathTag, path);
        return activity;
    }

    /// <summary>Says on the activity of a request how the cache has answered it.</summary>
    public static void Tag(HttpContext context, string resource, string endpoint, string outcome)
    {
        // Without a listener the host makes activities too, for its logs.
        if (Activity.Current is not null
            && context.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } activity
            && activity.Source.HasListeners())
        {
            activity.SetTag(OutcomeTag, outcome);
            activity.SetTag(ResourceTag, resource);
            activity.SetTag(EndpointTag, endpoint);
        }
    }
}
