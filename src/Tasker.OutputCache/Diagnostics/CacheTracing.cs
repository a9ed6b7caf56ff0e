using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tasker.OutputCache.Diagnostics.Guards;

namespace Tasker.OutputCache.Diagnostics;

/// <summary>The activity source <c>Tasker.OutputCache</c>, and what the cache adds to the activity of a request.</summary>
internal static class CacheTracing
{
    public const string SourceName = "Tasker.OutputCache";
    public const string OutcomeTag = "tasker.cache.outcome";
    public const string ResourceTag = "tasker.cache.resource";
    public const string EndpointTag = "tasker.cache.endpoint";
    private const string OperationTag = "tasker.cache.operation";
    private const string BackendTag = "tasker.cache.backend";
    private const string ReasonTag = "tasker.cache.replay.reason";
    private const string PathTag = "url.path";
    private const string ErrorTag = "error.type";

    private static readonly ActivitySource Source = new(SourceName);

    public static GuardedActivity StartFarOperation(string operation, string backend)
    {
        if (!Source.HasListeners())
        {
            return default;
        }

        var activity = GuardedActivity.Start(Source, $"cache {operation}", ActivityKind.Client);
        activity.Activity?.SetTag(OperationTag, operation);
        activity.Activity?.SetTag(BackendTag, backend);
        return activity;
    }

    /// <summary>Starts the activity of a request that the cache makes itself: a trace of its own, since the request that asked for it may be over first.</summary>
    public static GuardedActivity StartReplay(CacheReplayReason reason, string path)
    {
        if (!Source.HasListeners())
        {
            return default;
        }

        var activity = GuardedActivity.Start(Source, "cache replay", ActivityKind.Internal);
        activity.Activity?.SetTag(ReasonTag, CacheMetrics.NameOf(reason));
        activity.Activity?.SetTag(PathTag, path);
        return activity;
    }

    public static void End(GuardedActivity guarded, string? error, Exception? exception)
    {
        if (guarded.Activity is not { } activity || error is null)
        {
            return;
        }

        activity.SetTag(ErrorTag, error);
        activity.SetStatus(ActivityStatusCode.Error, exception?.Message);
    }

    /// <summary>Says on the activity of a request how the cache has answered it.</summary>
    public static void Tag(HttpContext context, string resource, string endpoint, string outcome)
    {
        // Without somebody who listens the host makes activities too, for the sake of its logs.
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
