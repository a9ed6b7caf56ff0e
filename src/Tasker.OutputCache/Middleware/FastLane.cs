using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Tasker.OutputCache.Policies;
using Tasker.OutputCache.Revalidation;
using Tasker.OutputCache.Store;
using Tasker.OutputCache.Tiers;

namespace Tasker.OutputCache.Middleware;

/// <summary>Our own middleware over the engine: what memory holds is answered before anything is allocated or awaited.</summary>
internal sealed class FastLane
{
    private readonly RequestDelegate _next;
    private readonly RequestDelegate _framework;
    private readonly CacheEndpointCatalog _endpoints;
    private readonly CacheAdmission _admission;
    private readonly CachePolicy _policy;
    private readonly OutcomeReporter _outcomes;
    private readonly MiddlewareOrder _order;
    private readonly CacheEngine _engine;
    private readonly HitWriter _hits;
    private readonly HitVerifier _verifier;
    private readonly ResponseComputer _computer;

    public FastLane(
        FastLaneBranches branches,
        CacheEndpointCatalog endpoints,
        CacheAdmission admission,
        CachePolicy policy,
        OutcomeReporter outcomes,
        MiddlewareOrder order,
        CacheEngine engine,
        HitWriter hits,
        HitVerifier verifier,
        ResponseComputer computer)
    {
        _next = branches.Next;
        _framework = branches.Framework;
        _endpoints = endpoints;
        _admission = admission;
        _policy = policy;
        _outcomes = outcomes;
        _order = order;
        _engine = engine;
        _hits = hits;
        _verifier = verifier;
        _computer = computer;
    }

    [SkipLocalsInit]
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint)
        {
            return _framework(context);
        }

        if (_order.HasPolicy && HasDecided(context, endpoint))
        {
            _order.ReportBoth();
            return _next(context);
        }

        if (_endpoints.Find(endpoint) is not { } cached)
        {
            return endpoint.Metadata.GetMetadata<CacheResourceAttribute>() is null ? _framework(context) : BypassAsync(context, null, BypassReason.Misconfigured);
        }

        var settings = _admission.SettingsOf(cached);
        var replay = _admission.ReplayOf(context);
        var writer = new KeyWriter(stackalloc char[256]);
        try
        {
            if (_admission.TryWriteKey(context, cached, settings, ref writer, out var partition) is { } reason)
            {
                return BypassAsync(context, cached, reason);
            }

            if (replay is null && _engine.TryGetNear(settings, writer.Written, out var now, out var entry) && entry.Content is StoredResponse response)
            {
                var body = _hits.WriteHead(context, entry, response, CacheOutcome.NearHit, now);

                // Not earlier: to count is an atomic operation, and a processor fetches nothing ahead across one. Not later: who has the answer finds it counted.
                _outcomes.Report(cached, CacheOutcome.NearHit, entry.Key);
                OutcomeReporter.Trace(context, cached, CacheOutcome.NearHit);
                _verifier.Consider(context, cached, settings, entry);
                return HitWriter.WriteBodyAsync(context, body);
            }

            return InvokeFurtherAsync(context, _admission.Create(context, cached, settings, writer.ToString(), partition, replay), replay);
        }
        finally
        {
            writer.Dispose();
        }
    }

    // The framework's middleware in front of this one has met the endpoint.
    private static bool HasDecided(HttpContext context, Endpoint endpoint) => ReferenceEquals(context.Features[typeof(CacheResourceAttribute)], endpoint);

    private async Task BypassAsync(HttpContext context, CacheEndpoint? endpoint, string reason)
    {
        _outcomes.Bypass(context, endpoint, reason);
        await GoOnAsync(context);
    }

    private async Task GoOnAsync(HttpContext context)
    {
        context.Features[typeof(FastLane)] = this;
        try
        {
            await _next(context);
        }
        finally
        {
            context.Features[typeof(FastLane)] = null;
        }
    }

    private async Task InvokeFurtherAsync(HttpContext context, EndpointRequest request, ReplayFeature? replay)
    {
        var skipsLookup = replay is { SkipsLookup: true };
        if (skipsLookup && (request.Computation = replay!.TryBegin(_engine, request)) is null)
        {
            await BypassAsync(context, request.Endpoint, BypassReason.Replay);
            return;
        }

        context.Features[typeof(ResponseWork)] = request;
        request.SendsBody = true;
        if (!skipsLookup)
        {
            var lookup = request.IsReadOnly
                ? await _engine.PeekAsync(request, context.RequestAborted)
                : await _engine.LookupAsync(request, context.RequestAborted);
            request.Found(lookup);
            switch (lookup.Entry)
            {
                case { Content: StoredResponse response } entry:
                    _policy.Follow(request);
                    if (replay is null && lookup.Outcome is (CacheOutcome.NearHit or CacheOutcome.FarHit))
                    {
                        _verifier.Consider(context, request.Endpoint, request.Settings, entry);
                    }

                    await _hits.WriteAsync(context, entry, response, lookup.Outcome);
                    return;
                case not null:
                    // The framework's middleware has stored it, in a form that nobody else reads.
                    await BypassAsync(context, request.Endpoint, BypassReason.UnknownFormat);
                    return;
            }
        }

        _policy.Follow(request);
        if (CacheAdmission.IsOnlyIfCached(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status504GatewayTimeout;
            CacheStatus.Write(context.Response.Headers, CacheStatus.Miss(BypassReason.OnlyIfCached));
            return;
        }

        await _computer.ComputeAsync(request, GoOnAsync);
    }
}
