using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Tasker.OutputCache.Diagnostics;
using Tasker.OutputCache.Inputs;
using Tasker.OutputCache.Middleware;
using Tasker.OutputCache.Revalidation;
using Tasker.OutputCache.Store;
using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Policies;

/// <summary>What <see cref="CacheResourceAttribute"/> does within the framework's middleware.</summary>
internal sealed partial class CachePolicy
{
    private static readonly Func<object, Task> OnRequestStarting = static state => ((EndpointRequest)state).Policy.OnStarting((EndpointRequest)state);
    private static readonly Func<object, Task> OnRequestCompleted = static state => ((EndpointRequest)state).Policy.OnCompleted((EndpointRequest)state);
    private readonly CacheEndpointCatalog _endpoints;
    private readonly CacheAdmission _admission;
    private readonly MiddlewareOrder _order;
    private readonly RequestRegistry _requests;
    private readonly CacheEngine _engine;
    private readonly HitVerifier _verifier;
    private readonly CacheMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly OutcomeReporter _outcomes;

    public CachePolicy(
        CacheEndpointCatalog endpoints,
        CacheAdmission admission,
        MiddlewareOrder order,
        RequestRegistry requests,
        CacheEngine engine,
        HitVerifier verifier,
        CacheMetrics metrics,
        TimeProvider clock,
        OutcomeReporter outcomes)
    {
        _endpoints = endpoints;
        _admission = admission;
        _order = order;
        _requests = requests;
        _engine = engine;
        _verifier = verifier;
        _metrics = metrics;
        _clock = clock;
        _outcomes = outcomes;
        ReportInput = outcomes.ReportInput;
    }

    public void CacheRequest(OutputCacheContext context)
    {
        var http = context.HttpContext;
        if (http.GetEndpoint() is not { } endpoint)
        {
            return;
        }

        if (_order.HasFastLane && !TryDecide(context, endpoint))
        {
            return;
        }

        if (_endpoints.Find(endpoint) is not { } cached)
        {
            Bypass(context, null, BypassReason.Misconfigured);
            return;
        }

        var replay = _admission.ReplayOf(http);
        if (_admission.Admit(http, cached, replay, out var reason) is not { } request)
        {
            Bypass(context, cached, reason!);
            return;
        }

        if (_requests.Add(request) is not { } prefix)
        {
            Bypass(context, cached, BypassReason.Overload);
            return;
        }

        if (replay is { SkipsLookup: true } && !replay.TryLead(_engine, request))
        {
            _requests.Remove(request);
            Bypass(context, cached, BypassReason.Replay);
            return;
        }

        request.Policy = this;
        context.EnableOutputCaching = true;
        context.AllowCacheLookup = replay is not { SkipsLookup: true };
        context.AllowCacheStorage = !request.IsReadOnly;
        context.AllowLocking = false;

        // Nothing else belongs to the key: a separator in some value would leave the request without one.
        context.CacheVaryByRules.CacheKeyPrefix = prefix;
        context.CacheVaryByRules.QueryKeys = default;
        context.CacheVaryByRules.HeaderNames = default;
        context.CacheVaryByRules.RouteValueNames = default;

        http.Features[typeof(ResponseWork)] = request;
        http.Response.OnCompleted(OnRequestCompleted, request);
        if (!context.AllowCacheLookup)
        {
            ObserveStart(request);
        }
    }

    /// <summary>Waits for the start of a response to say what becomes of it: a hit that is served as it is needs no such wait.</summary>
    public static void ObserveStart(EndpointRequest request)
    {
        request.Context.Response.OnStarting(OnRequestStarting, request);
        request.WatchEnd();
        request.ObserveInputs();
    }

    /// <summary>Follows a request that has been looked up to its end: it is counted, and whoever waits for it is let go.</summary>
    public void Follow(EndpointRequest request)
    {
        request.Policy = this;
        Trace(request);
        request.Context.Response.OnCompleted(OnRequestCompleted, request);
    }

    /// <summary>Gets what tells of inputs that are not in the key. Kept, so that no computation makes it anew.</summary>
    public Action<CacheEndpoint, ObservedInput> ReportInput { get; }

    private static void Trace(EndpointRequest request) => OutcomeReporter.Trace(request.Context, request.Endpoint, request.Lookup?.Outcome ?? CacheOutcome.Miss);

    // Two middlewares would store each other's answers. The first that a request meets decides.
    private bool TryDecide(OutputCacheContext context, Endpoint endpoint)
    {
        if (context.HttpContext.Features[typeof(FastLane)] is not null)
        {
            _order.ReportBoth();
            context.EnableOutputCaching = false;
            return false;
        }

        _order.NotePolicy();
        context.HttpContext.Features[typeof(CacheResourceAttribute)] = endpoint;
        return true;
    }

    private void Bypass(OutputCacheContext context, CacheEndpoint? endpoint, string reason)
    {
        context.EnableOutputCaching = false;
        _outcomes.Bypass(context.HttpContext, endpoint, reason);
    }

    private Task OnStarting(EndpointRequest request)
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

    private void Tell(EndpointRequest request)
    {
        Trace(request);
        if (request.Lookup is null or { Entry: null })
        {
            request.InnerObstacle = FindObstacle(request);
        }

        request.OwnStatus = request.Lookup is { Entry: { } entry } lookup
            ? CacheStatus.Hit(lookup.Outcome, (long)Math.Floor(_clock.GetElapsedTime(_clock.GetTimestamp(), entry.FreshUntil).TotalSeconds))
            : CacheStatus.Miss(request.InnerObstacle);
        CacheStatus.Write(request.Context.Response.Headers, request.OwnStatus);
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
    public static void ServeFromCache(OutputCacheContext context)
    {
        switch (context.HttpContext.Features[typeof(ResponseWork)])
        {
            case ResponseWork { IsCancelled: true }:
                throw new OperationCanceledException(context.HttpContext.RequestAborted);
            case EndpointRequest { IsServedAsIs: true } request:
                request.Policy.Tell(request);
                break;
        }
    }

    public void ServeResponse(OutputCacheContext context)
    {
        if (context.HttpContext.Features.Get<ResponseWork>() is not EndpointRequest request)
        {
            return;
        }

        if (!(Accept(request) && request.TryEndInFramework()))
        {
            context.AllowCacheStorage = false;
        }

        request.Inputs?.End();
    }

    private Task OnCompleted(EndpointRequest request)
    {
        _requests.Remove(request);
        var response = request.Context.Response;
        request.Inputs?.End();
        EndHandler(request);
        var outcome = request.Lookup?.Outcome ?? CacheOutcome.Miss;
        if (request.TakeFill() is { } fill && Confirm(request))
        {
            fill();
        }

        if (request.Leads)
        {
            // Accepted and yet not stored: the body was too long, or not as long as the headers said.
            request.NotStored ??= request.IsAccepted ? BypassReason.Body : null;
            if (request.Watch is not { IsBroken: true } && !request.Context.RequestAborted.IsCancellationRequested && IsAnswer(request, response.StatusCode))
            {
                _engine.Refuse(request);
            }
            else
            {
                _engine.Fail(request);
            }
        }

        if (request.NotStored is { } reason)
        {
            _metrics.CountNotStored(request.Endpoint.Resource, request.Endpoint.Name, reason);
        }

        _outcomes.Report(request.Endpoint, outcome, request.Key, request.NotStored, request.IsReplay);
        return Task.CompletedTask;
    }

    // An exception that the host makes a client error of is an answer too, though the cache has not seen it leave.
    private static bool IsAnswer(EndpointRequest request, int status) =>
        status < StatusCodes.Status500InternalServerError && (request.IsAccepted || status >= StatusCodes.Status400BadRequest);
}
