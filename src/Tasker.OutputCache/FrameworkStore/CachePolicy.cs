using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Tasker.OutputCache.Policies;
using Tasker.OutputCache.Revalidation;
using Tasker.OutputCache.Store;
using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.FrameworkStore;

/// <summary>What <see cref="CacheResourceAttribute"/> does within the framework's middleware.</summary>
internal sealed class CachePolicy : ICacheResourcePolicy
{
    private static readonly Func<object, Task> OnRequestStarting = static state => ((FrameworkRequest)state).Policy.OnStarting((FrameworkRequest)state);
    private static readonly Func<object, Task> OnRequestCompleted = static state => ((FrameworkRequest)state).Policy.OnCompleted((FrameworkRequest)state);
    private readonly CacheEndpointCatalog _endpoints;
    private readonly CacheAdmission _admission;
    private readonly RequestOrigins _origins;
    private readonly MiddlewarePair _pair;
    private readonly RequestRegistry _requests;
    private readonly CacheEngine _engine;
    private readonly ResponseJudge _judge;
    private readonly RequestEnd _end;
    private readonly HitVerifier _verifier;
    private readonly TimeProvider _clock;
    private readonly OutcomeReporter _outcomes;

    public CachePolicy(
        CacheEndpointCatalog endpoints,
        CacheAdmission admission,
        RequestOrigins origins,
        MiddlewarePair pair,
        RequestRegistry requests,
        CacheEngine engine,
        ResponseJudge judge,
        RequestEnd end,
        HitVerifier verifier,
        TimeProvider clock,
        OutcomeReporter outcomes)
    {
        _endpoints = endpoints;
        _admission = admission;
        _origins = origins;
        _pair = pair;
        _requests = requests;
        _engine = engine;
        _judge = judge;
        _end = end;
        _verifier = verifier;
        _clock = clock;
        _outcomes = outcomes;
    }

    ValueTask IOutputCachePolicy.CacheRequestAsync(OutputCacheContext context, CancellationToken cancellationToken)
    {
        if (context.HttpContext.GetEndpoint() is { } endpoint)
        {
            CacheRequest(context, endpoint);
        }

        return default;
    }

    private void CacheRequest(OutputCacheContext context, Endpoint endpoint)
    {
        var http = context.HttpContext;
        if (_pair.HasOurs && !_pair.TryClaimForFramework(http, endpoint))
        {
            context.EnableOutputCaching = false;
            return;
        }

        if (_endpoints.Find(endpoint) is not { } cached)
        {
            Bypass(context, null, BypassReason.Misconfigured);
            return;
        }

        var replay = _origins.ReplayOf(http);
        if (!_admission.TryAdmit(http, cached, out var admitted, out var reason))
        {
            Bypass(context, cached, reason);
            return;
        }

        var request = new FrameworkRequest(admitted, _origins.Of(replay), this);
        if (_requests.Add(request) is not { } prefix)
        {
            Bypass(context, cached, BypassReason.Overload);
            return;
        }

        if (replay is { SkipsLookup: true } && !TryBegin(request, replay))
        {
            _requests.Remove(request);
            Bypass(context, cached, BypassReason.Replay);
            return;
        }

        context.EnableOutputCaching = true;
        context.AllowCacheLookup = replay is not { SkipsLookup: true };
        context.AllowCacheStorage = !request.IsReadOnly;
        context.AllowLocking = false;

        // Nothing else belongs to the key: a separator in some value would leave the request without one.
        context.CacheVaryByRules.CacheKeyPrefix = prefix;
        context.CacheVaryByRules.QueryKeys = default;
        context.CacheVaryByRules.HeaderNames = default;
        context.CacheVaryByRules.RouteValueNames = default;

        http.Features[typeof(EndpointRequest)] = request;
        http.Response.OnCompleted(OnRequestCompleted, request);
        if (!context.AllowCacheLookup)
        {
            ObserveStart(request);
        }
    }

    private bool TryBegin(FrameworkRequest request, ReplayFeature replay)
    {
        if (replay.TryBegin(_engine, request) is not { } computation)
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

        Tell(request);
        request.Inputs?.NoteStarting();
        return Task.CompletedTask;
    }

    private void Tell(FrameworkRequest request)
    {
        RequestEnd.Trace(request);
        if (request.Lookup is { Entry: { } entry } lookup)
        {
            request.Start(CacheStatus.Hit(lookup.Outcome, (long)Math.Floor(_clock.GetElapsedTime(_clock.GetTimestamp(), entry.FreshUntil).TotalSeconds)), obstacle: null);
        }
        else
        {
            var obstacle = _judge.FindObstacle(request);
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
            _verifier.Consider(request.Context, request.Endpoint, request.Settings, hit);
        }
    }

    /// <summary>Prepares the response of a hit, or ends a request that was given up while it waited for somebody else's computation.</summary>
    ValueTask IOutputCachePolicy.ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellationToken)
    {
        switch (context.HttpContext.Features[typeof(EndpointRequest)])
        {
            case FrameworkRequest { IsCancelled: true }:
                throw new OperationCanceledException(context.HttpContext.RequestAborted);
            case FrameworkRequest { IsServedAsIs: true } request:
                Tell(request);
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

        if (!(_judge.Accept(request, request.InnerObstacle) && TryEndCopy(request)))
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
    public bool Confirm(FrameworkRequest request) => _judge.Confirm(request, request.InnerObstacle);

    private Task OnCompleted(FrameworkRequest request)
    {
        _requests.Remove(request);
        request.Inputs?.End();
        if (request.TakeFill() is { } fill && Confirm(request))
        {
            fill();
        }

        _end.End(request);
        return Task.CompletedTask;
    }
}
