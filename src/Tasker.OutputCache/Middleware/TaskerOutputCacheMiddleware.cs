using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Requests;
using Tasker.OutputCache.Responses;
using Tasker.OutputCache.Revalidation;

namespace Tasker.OutputCache.Middleware;

/// <summary>Our own output caching over the engine: identify, look up, serve or compute, store.</summary>
/// <remarks>
/// What memory holds is answered before anything is allocated or awaited. Endpoints without our metadata go to the framework's
/// middleware, which comes before what follows.
/// </remarks>
internal sealed class TaskerOutputCacheMiddleware(
    RequestDelegate next,
    RequestDelegate framework,
    MiddlewarePair pair,
    CacheEndpointCatalog endpoints,
    CacheAdmission admission,
    RequestOrigins origins,
    CacheEngine engine,
    HitWriter hits,
    HitTimer timer,
    StaleHitSampler verifier,
    ShadowMode shadow,
    ResponseJudge judge,
    BasePolicies basePolicies,
    ITagExpander tags,
    RequestEnd end,
    OutcomeReporter outcomes,
    TimeProvider clock)
{
    public Task InvokeAsync(HttpContext context)
    {
        // Identify: is the endpoint ours, may the request use the cache, and under which key?
        if (context.GetEndpoint() is not { } endpoint)
        {
            return framework(context);
        }

        if (pair.HasFrameworks && pair.IsFrameworks(context, endpoint))
        {
            return next(context);
        }

        if (endpoints.Find(endpoint) is not { } cached)
        {
            return endpoint.Metadata.GetMetadata<CacheResourceAttribute>() is null ? framework(context) : BypassAsync(context, null, BypassReason.Misconfigured);
        }

        return cached.TakesBodyOf(context.Request.Method) ? InvokeWithBodyAsync(context, cached) : InvokeAsync(context, cached);
    }

    // Its body is read before it has a key.
    private async Task InvokeWithBodyAsync(HttpContext context, CacheEndpoint cached)
    {
        var body = await admission.ReadBodyAsync(context, cached);
        try
        {
            await (body.Refusal is { } reason ? BypassAsync(context, cached, reason) : InvokeAsync(context, cached));
        }
        finally
        {
            body.Restore();
        }
    }

    private Task InvokeAsync(HttpContext context, CacheEndpoint cached)
    {
        var began = timer.Begin();
        var settings = admission.SettingsOf(cached);
        var key = new KeyWriter(stackalloc char[256]);
        try
        {
            if (admission.TryWriteKey(context, cached, settings, ref key, out var partition) is { } reason)
            {
                return reason == BypassReason.Shadow ? WatchAsync(context, cached, settings, key.ToString(), partition) : BypassAsync(context, cached, reason);
            }

            // Look up: in memory first. A request that the cache has made itself is not to be answered from there.
            var replay = origins.ReplayOf(context);
            if (replay is null && engine.TryGetNear(settings, key.Written, out var now, out var entry) && entry.Content is StoredResponse response)
            {
                // Serve.
                var body = hits.WriteHead(context, entry, response, CacheOutcome.NearHit, now);

                // Not earlier: to count is an atomic operation, and a processor fetches nothing ahead across one. Not later: who has the answer finds it counted.
                outcomes.Report(cached, CacheOutcome.NearHit, entry.Key);
                OutcomeReporter.Trace(context, cached, CacheOutcome.NearHit);
                verifier.MaybeSample(context, cached, settings, entry);
                return timer.EndAsync(cached, began, HitWriter.WriteBodyAsync(context, body));
            }

            return ContinueAsync(new AdmittedRequest(context, cached, settings, key.ToString(), partition), replay, began);
        }
        finally
        {
            key.Dispose();
        }
    }

    private async Task BypassAsync(HttpContext context, CacheEndpoint? endpoint, string reason)
    {
        outcomes.Bypass(context, endpoint, reason);
        await RunNextAsync(context);
    }

    private Task RunNextAsync(HttpContext context) => MiddlewarePair.RunAsOursAsync(context, next);

    private Task ContinueAsync(in AdmittedRequest admitted, ReplayFeature? replay, long began)
    {
        var request = new EndpointRequest(admitted, origins.Of(replay), ResponseReaders.Unframed.For(admitted.Partition)) { TimedSince = began };
        return replay is { SkipsLookup: true } ? RecomputeAsync(request, replay) : LookUpAsync(request);
    }

    // The cache has made the request to compute the entry again, whatever is held.
    private async Task RecomputeAsync(EndpointRequest request, ReplayFeature replay)
    {
        if (replay.TryBegin(engine, request) is not { } computation)
        {
            await BypassAsync(request.Context, request.Endpoint, BypassReason.Replay);
            return;
        }

        request.Compute(computation);
        request.Held = replay.Held;
        await request.NoteVersionAsync();
        Begin(request);
        end.Follow(request);
        await ComputeAsync(request);
    }

    // Shadow mode: the handler answers, and what the cache would have done is counted. Requests of the cache's own bring nothing there.
    private async Task WatchAsync(HttpContext context, CacheEndpoint endpoint, ResourceSettings settings, string key, PartitionId partition)
    {
        var request = new EndpointRequest(new AdmittedRequest(context, endpoint, settings, key, partition), origins.Of(replay: null), ResponseReaders.Unframed.For(partition));
        outcomes.CountBypass(context, endpoint, BypassReason.Shadow);
        if (request.IsReadOnly || origins.ReplayOf(context) is not null)
        {
            await RunNextAsync(context);
            return;
        }

        shadow.Begin(request);
        Begin(request);
        try
        {
            await ComputeAsync(request);
        }
        finally
        {
            shadow.End(request);
        }
    }

    // Other code finds the request in the features: handlers add tags and times to live.
    private static void Begin(EndpointRequest request) => request.Context.Features[typeof(EndpointRequest)] = request;

    // Look up: in memory, in the shared tier, and among the computations that are under way.
    private async Task LookUpAsync(EndpointRequest request)
    {
        var context = request.Context;
        Begin(request);
        var lookup = request.IsReadOnly
            ? await engine.PeekAsync(request, context.RequestAborted)
            : await engine.LookupAsync(request, context.RequestAborted);
        request.Found(lookup);
        switch (lookup.Entry)
        {
            case { Content: StoredResponse response } entry:
                await ServeAsync(request, entry, response, lookup.Outcome);
                return;
            case not null:
                // Stored in a form of the framework's that no other code reads.
                await BypassAsync(context, request.Endpoint, BypassReason.UnknownFormat);
                return;
        }

        end.Follow(request);
        if (CacheAdmission.IsOnlyIfCached(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status504GatewayTimeout;
            CacheStatus.Write(context.Response.Headers, CacheStatus.Miss(BypassReason.OnlyIfCached));
            return;
        }

        await ComputeAsync(request);
    }

    private Task ServeAsync(EndpointRequest request, CachedEntry entry, StoredResponse response, CacheOutcome outcome)
    {
        end.Follow(request);
        if (outcome is (CacheOutcome.NearHit or CacheOutcome.FarHit) && !request.IsReplay)
        {
            verifier.MaybeSample(request.Context, request.Endpoint, request.Settings, entry);
        }

        return hits.WriteAsync(request.Context, entry, response, outcome);
    }

    // Compute: run the handler, and take a copy of its response while that goes to the client.
    private async Task ComputeAsync(EndpointRequest request)
    {
        if (!request.IsReadOnly && request.Shadow is null && request.Held is null)
        {
            HiddenHeaders.HideFromHandler(request.Context, keepsEncodings: request.Endpoint.CoversHeader(HeaderNames.AcceptEncoding));
        }

        using var capture = new ResponseCapture(request, judge, tags, clock);
        if (request.IsReadOnly || (request.Computation is null && request.Shadow is null))
        {
            await RunNextAsync(request.Context);
            return;
        }

        request.WatchEnd();
        capture.Begin();
        try
        {
            var policies = await basePolicies.BeginAsync(request.Context);
            request.ObserveInputs(outcomes.InputReporter);
            await RunNextAsync(request.Context);
            if (await capture.EndAsync() is { } response)
            {
                await basePolicies.EndAsync(policies);

                // Those who wait have it now, however slowly this client reads.
                Store(request, response, BasePolicies.TagsOf(policies));
            }
        }
        catch
        {
            // An error handler may turn this into an answer, but not the endpoint's own. One of the waiters takes over.
            capture.Fail();
            throw;
        }
        finally
        {
            request.Inputs?.End();
            capture.Release();
        }

        await capture.Body.DrainAsync();
    }

    // Store: under the stamp that was taken before the handler ran. What was evicted since then goes nowhere.
    private void Store(EndpointRequest request, StoredResponse response, string[] policyTags)
    {
        var all = request.AllTags(tags, policyTags);
        response.Version = request.Version;
        if (request.Shadow is { } lookup)
        {
            shadow.Complete(request, lookup, response, all);
        }
        else
        {
            request.Computation?.Complete(response, all, request.LifeIn(engine));
        }
    }
}
