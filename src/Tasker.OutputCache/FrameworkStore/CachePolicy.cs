using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Declarations;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Keys.Bodies;
using Tasker.OutputCache.Requests;
using Tasker.OutputCache.Responses;
using Tasker.OutputCache.Revalidation;

namespace Tasker.OutputCache.FrameworkStore;

/// <summary>What <see cref="CacheResourceAttribute"/> does within the framework's middleware.</summary>
internal sealed class CachePolicy(
    CacheEndpointCatalog endpoints,
    CacheAdmission admission,
    RequestOrigins origins,
    MiddlewarePair pair,
    RequestRegistry requests,
    CacheEngine engine,
    ResponseJudge judge,
    RequestEnd end,
    HitTimer timer,
    StaleHitSampler verifier,
    ShadowMode shadow,
    TimeProvider clock,
    OutcomeReporter outcomes,
    ITagExpander tags) : ICacheResourcePolicy
{
    private static readonly Func<object, Task> OnRequestStarting = static state => ((FrameworkRequest)state).Policy.OnStarting((FrameworkRequest)state);
    private static readonly Func<object, Task> OnRequestCompleted = static state => ((FrameworkRequest)state).Policy.OnCompleted((FrameworkRequest)state);
    private readonly OutcomeReporter _outcomes = outcomes;

    ValueTask IOutputCachePolicy.CacheRequestAsync(OutputCacheContext context, CancellationToken cancellationToken)
    {
        return context.HttpContext.GetEndpoint() is { } endpoint ? CacheRequestAsync(context, endpoint) : default;
    }

    private ValueTask CacheRequestAsync(OutputCacheContext context, Endpoint endpoint)
    {
        var http = context.HttpContext;
        if (pair.HasOurs && !pair.TryClaimForFramework(http, endpoint))
        {
            context.EnableOutputCaching = false;
            return default;
        }

        if (endpoints.Find(endpoint) is not { } cached)
        {
            Bypass(context, null, BypassReason.Misconfigured);
            return default;
        }

        if (cached.TakesBodyOf(http.Request.Method))
        {
            return CacheRequestWithBodyAsync(context, cached);
        }

        return CacheRequest(context, cached);
    }

    // Its body is read before it has a key.
    private async ValueTask CacheRequestWithBodyAsync(OutputCacheContext context, CacheEndpoint cached)
    {
        var body = await admission.ReadBodyAsync(context.HttpContext, cached);
        context.HttpContext.Response.OnCompleted(static state => ((ReadBody)state).RestoreAsync(), body);
        if (body.Refusal is { } reason)
        {
            Bypass(context, cached, reason);
            return;
        }

        await CacheRequest(context, cached);
    }

    private ValueTask CacheRequest(OutputCacheContext context, CacheEndpoint cached)
    {
        var began = timer.Begin();
        var http = context.HttpContext;
        var replay = origins.ReplayOf(http);
        var isWatched = false;
        if (!admission.TryAdmit(http, cached, out var admitted, out var reason))
        {
            isWatched = reason == BypassReason.Shadow && replay is null && CacheAdmission.FindReadOnlyReason(http.Request) is null;
            if (!isWatched)
            {
                Bypass(context, cached, reason);
                return default;
            }
        }

        var request = new FrameworkRequest(admitted, origins.Of(replay), this) { TimedSince = began };
        if (requests.Add(request) is not { } prefix)
        {
            Bypass(context, cached, BypassReason.Overload);
            return default;
        }

        if (replay is { SkipsLookup: true } && !TryBegin(request, replay))
        {
            requests.Remove(request);
            Bypass(context, cached, BypassReason.Replay);
            return default;
        }

        if (isWatched)
        {
            _outcomes.CountBypass(http, cached, BypassReason.Shadow);
            shadow.Begin(request);
        }

        context.EnableOutputCaching = true;
        context.AllowCacheLookup = replay is not { SkipsLookup: true } && !isWatched;
        context.AllowCacheStorage = !request.IsReadOnly;
        context.AllowLocking = false;

        // Nothing else belongs to the key: a separator in some value would leave the request without one.
        context.CacheVaryByRules.CacheKeyPrefix = prefix;
        context.CacheVaryByRules.QueryKeys = default;
        context.CacheVaryByRules.HeaderNames = default;
        context.CacheVaryByRules.RouteValueNames = default;

        http.Features[typeof(EndpointRequest)] = request;
        http.Response.OnCompleted(OnRequestCompleted, request);
        if (isWatched)
        {
            ObserveStart(request);
            return default;
        }

        return context.AllowCacheLookup ? default : PrepareReplayAsync(request, replay!);
    }

    private static ValueTask PrepareReplayAsync(FrameworkRequest request, ReplayFeature replay)
    {
        request.Held = replay.Held;
        var version = request.NoteVersionAsync();
        if (version.IsCompletedSuccessfully)
        {
            ObserveStart(request);
            return default;
        }

        return ObserveAsync();

        async ValueTask ObserveAsync()
        {
            await version;
            ObserveStart(request);
        }
    }

    private bool TryBegin(FrameworkRequest request, ReplayFeature replay)
    {
        if (replay.TryBegin(engine, request) is not { } computation)
        {
            return false;
        }

        request.Compute(computation);
        return true;
    }

    private void Bypass(OutputCacheContext context, CacheEndpoint? endpoint, string reason)
    {
        context.EnableOutputCaching = false;
        _outcomes.Bypass(context.HttpContext, endpoint, reason);
    }

    /// <summary>Waits for the start of a response to say what becomes of it: a hit that is served as it is needs no such wait.</summary>
    public static void ObserveStart(FrameworkRequest request)
    {
        request.Context.Response.OnStarting(OnRequestStarting, request);
        request.WatchEnd();
        request.ObserveInputs(request.Policy._outcomes.InputReporter);
    }

    private Task OnStarting(FrameworkRequest request)
    {
        var response = request.Context.Response;
        if (response.StatusCode is StatusCodes.Status204NoContent or StatusCodes.Status304NotModified)
        {
            // The framework counts a body of no bytes.
            response.ContentLength = null;
        }

        WriteCacheStatus(request);
        request.Inputs?.NoteStarting();
        return Task.CompletedTask;
    }

    private void WriteCacheStatus(FrameworkRequest request)
    {
        if (request.Shadow is not null)
        {
            // The head leaves as the handler has made it, but for a word of the cache.
            request.Start(CacheStatus.Bypass(BypassReason.Shadow), judge.FindObstacle(request));
            CacheStatus.Write(request.Context.Response.Headers, request.OwnStatus!);
            return;
        }

        RequestEnd.Trace(request);
        if (request.Lookup is { Entry: { } entry } lookup)
        {
            request.Start(CacheStatus.Hit(lookup.Outcome, (long)Math.Floor(clock.GetElapsedTime(clock.GetTimestamp(), entry.FreshUntil).TotalSeconds)), obstacle: null);
        }
        else
        {
            if (request.Settings.TagHeader != CacheTagHeader.None && !request.Partition.IsSomebodys)
            {
                TagHeader.Write(request.Context.Response.Headers, request.AllTags(tags, []), request.Settings);
            }

            var obstacle = judge.FindObstacle(request);
            request.Start(CacheStatus.Miss(obstacle), obstacle);
        }

        CacheStatus.Write(request.Context.Response.Headers, request.OwnStatus!);
        if (request.Lookup?.Entry?.Content is not StoredResponse)
        {
            PrivateResponse.Mark(request.Context, request.Endpoint.PartitionOf(request.Settings));
        }

        if (request.Lookup is { Outcome: CacheOutcome.NearHit or CacheOutcome.FarHit, Entry: { } hit } && !request.IsReplay)
        {
            // Now, and not at the end: by then others may have put the path back.
            verifier.MaybeSample(request.Context, request.Endpoint, request.Settings, hit);
        }
    }

    /// <summary>Prepares the response of a hit, or ends a request that was given up while it waited for another request's computation.</summary>
    ValueTask IOutputCachePolicy.ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellationToken)
    {
        switch (context.HttpContext.Features[typeof(EndpointRequest)])
        {
            case FrameworkRequest { IsCancelled: true }:
                throw new OperationCanceledException(context.HttpContext.RequestAborted);
            case FrameworkRequest { IsServedAsIs: true } request:
                WriteCacheStatus(request);
                break;
        }

        return default;
    }

    ValueTask IOutputCachePolicy.ServeResponseAsync(OutputCacheContext context, CancellationToken cancellationToken)
    {
        if (context.HttpContext.Features[typeof(EndpointRequest)] is not FrameworkRequest request)
        {
            return default;
        }

        if (!(judge.Accept(request, request.InnerObstacle) && TryEndCopy(request)))
        {
            context.AllowCacheStorage = false;
        }

        request.Inputs?.End();
        return default;
    }

    // The handler has returned: has the framework's middleware copied a whole response?
    private static bool TryEndCopy(FrameworkRequest request)
    {
        if (CopyEnd.FindObstacle(request.Context, request.Watch) is { } reason)
        {
            ResponseJudge.Refuse(request, reason);
            return false;
        }

        return true;
    }

    /// <summary>Looks at a response again when its head has left.</summary>
    /// <returns>Whether it may be stored.</returns>
    public bool Confirm(FrameworkRequest request) => judge.Confirm(request, request.InnerObstacle);

    private Task OnCompleted(FrameworkRequest request)
    {
        requests.Remove(request);
        request.Inputs?.End();
        if (request.TakeFill() is { } fill && Confirm(request))
        {
            fill();
        }

        if (request.Shadow is null)
        {
            end.End(request);
        }
        else
        {
            shadow.End(request);
        }

        return Task.CompletedTask;
    }
}
