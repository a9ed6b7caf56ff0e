using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Admin.Access;
using Tasker.OutputCache.Admin.Bodies;
using Tasker.OutputCache.Admin.Endpoints;
using Tasker.OutputCache.Engine;

namespace Tasker.OutputCache.Admin.Explaining;

/// <summary>Says what the cache would do with a request, by the policies and the look-up that would do it.</summary>
internal sealed class CacheExplainer
{
    private const string NotCached = "not-cached";

    private readonly CacheEndpointCatalog _endpoints;
    private readonly CacheAdmission _admission;
    private readonly RequestOrigins _origins;
    private readonly PipelineDiagnostics _order;
    private readonly ResourceCatalog _resources;
    private readonly CacheEngine _engine;
    private readonly CacheStatistics _statistics;
    private readonly CachePresence _presence;
    private readonly TableCoverage _tables;
    private readonly KeyNames _names;
    private readonly TimeProvider _clock;

    public CacheExplainer(
        CacheEndpointCatalog endpoints,
        CacheAdmission admission,
        RequestOrigins origins,
        PipelineDiagnostics order,
        ResourceCatalog resources,
        CacheEngine engine,
        CacheStatistics statistics,
        CachePresence presence,
        TableCoverage tables,
        KeyNames names,
        TimeProvider clock)
    {
        _endpoints = endpoints;
        _admission = admission;
        _origins = origins;
        _order = order;
        _resources = resources;
        _engine = engine;
        _statistics = statistics;
        _presence = presence;
        _tables = tables;
        _names = names;
        _clock = clock;
    }

    /// <summary>The handler of <c>GET explain</c>.</summary>
    public async Task GetExplanationAsync(HttpContext context, RouteFinder routes)
    {
        var caller = new AdminCaller(context);
        if (!ExplainedRequest.TryRead(context, caller, _resources.Options, out var request, out var flaw))
        {
            await AdminReply.RefuseAsync(context, StatusCodes.Status400BadRequest, flaw);
            return;
        }

        await routes.RouteAsync(request);
        var explanation = new Explanation(request.Request.Method, request.Request.Path + request.Request.QueryString);
        await ExplainAsync(request, explanation, caller, context.RequestAborted);
        await AdminReply.WriteAsync(context, explanation.ToBody(), AdminJson.Default.ExplanationBody);
    }

    private async Task ExplainAsync(HttpContext request, Explanation explanation, AdminCaller caller, CancellationToken cancellationToken)
    {
        if (FindEndpoint(request, explanation) is not { } endpoint)
        {
            return;
        }

        explanation.Endpoint = $"{endpoint.Resource}/{endpoint.Name}";
        var settings = _resources.Get(endpoint.Resource);
        explanation.Add("resource", settings.Enabled, DescribeResource(endpoint, settings));
        explanation.Add("parameters", true, InputExplanation.DescribeParameters(endpoint.Declaration));
        explanation.Add("inputs", !InputExplanation.IsRefused(endpoint.Declaration, settings), InputExplanation.DescribeObserved(endpoint.Declaration, settings));
        if (_tables.IsOn)
        {
            // It changes nothing of the answer, however incomplete it is.
            explanation.Add("tables", true, TableText.Of(_tables.Read().FirstOrDefault(coverage => coverage.Resource == endpoint.Resource && coverage.Endpoint == endpoint.Name)));
        }

        if (endpoint.RequiresAuthorization && !_order.HasReportedAuthorization)
        {
            // The host has let the request in, as far as anybody can tell from here.
            request.Items[CacheAdmission.AuthorizationInvoked] = true;
        }

        if (!_order.HasReportedNotRun)
        {
            request.Features.Set<IAuthenticationFeature>(new AuthenticationFeature());
        }

        if (!_admission.TryAdmit(request, endpoint, out var admitted, out var reason))
        {
            explanation.Add(BypassText.StepOf(reason), false, BypassText.Of(reason));
            explanation.Decide(CacheOutcomeName.BypassPrefix + reason, $"The request bypasses the cache, and its handler runs. {BypassText.Of(reason)}");
            return;
        }

        var work = new EndpointRequest(admitted, _origins.Of(replay: null), ResponseReaders.Unframed.For(admitted.Partition));
        explanation.Add("partition", true, AdminMask.IsPartitioned(work.Key) ? "The response is that of one tenant or user, or of those who have a claim." : $"The response is shared ({endpoint.PartitionOf(settings)}).");
        explanation.Key = caller.Key(work.Key);
        explanation.Parameters = _names.Read(explanation.Key);
        explanation.Add("key", true, explanation.Key);
        explanation.Tags = [.. work.KnownTags.Select(caller.Tag)];
        explanation.Add("tags", true, $"{explanation.Tags.Length} tags evict the response, and those that the handler adds.");
        var forecast = await _engine.ForecastAsync(work, work.IsReadOnly, cancellationToken);
        explanation.Add("lookup", true, DescribeLookup(forecast));
        explanation.Decide(CacheOutcomeName.Of(forecast.Outcome), Decide(work, forecast));
    }

    private CacheEndpoint? FindEndpoint(HttpContext request, Explanation explanation)
    {
        if (!_presence.IsThere)
        {
            explanation.Add("endpoint", false, "The pipeline has no output cache.");
            explanation.Decide(NotCached, "Nothing is cached: call app.UseOutputCache() after authentication and before the endpoints.");
            return null;
        }

        if (request.GetEndpoint() is not { } endpoint)
        {
            explanation.Add("endpoint", false, "No endpoint answers this request.");
            explanation.Decide(NotCached, "The cache has nothing to do with it: no endpoint of this host answers it.");
            return null;
        }

        if (endpoint.Metadata.GetMetadata<CacheResourceAttribute>() is null)
        {
            var isPlain = endpoint.Metadata.GetMetadata<IOutputCachePolicy>() is not null || endpoint.Metadata.GetMetadata<OutputCacheAttribute>() is not null;
            explanation.Add("endpoint", false, $"{endpoint.DisplayName}: {(isPlain ? "cached by policies of the framework." : "not declared as cached.")}");
            explanation.Decide(NotCached, isPlain
                ? "The framework's own policies decide about this endpoint; what they decide can't be told from here."
                : "The endpoint is not declared as cached. Add .CacheAnalytics(...), .CacheResource(...) or their attributes.");
            return null;
        }

        if (_endpoints.Find(endpoint) is { } cached)
        {
            explanation.Add("endpoint", true, $"{endpoint.DisplayName}: {cached.Resource}/{cached.Name}");
            return cached;
        }

        explanation.Add("endpoint", false, $"{endpoint.DisplayName}: its declaration is wrong.");
        explanation.Decide(CacheOutcomeName.BypassPrefix + BypassReason.Misconfigured, _endpoints.FindProblem(endpoint) ?? BypassText.Of(BypassReason.Misconfigured));
        return null;
    }

    private static string DescribeResource(CacheEndpoint endpoint, ResourceSettings settings) => settings.Enabled
        ? string.Create(CultureInfo.InvariantCulture, $"{settings.Name}: fresh for {endpoint.TtlOf(settings).TotalSeconds:0.###} s, {StaleText(settings)}{settings.Consistency.ToString().ToLowerInvariant()}, partition {endpoint.PartitionOf(settings).ToString().ToLowerInvariant()}.")
        : $"{settings.Name}: disabled.";

    private static string StaleText(ResourceSettings settings) =>
        string.Concat(
            settings.StaleWhileRevalidate > TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $"then stale while revalidating for {settings.StaleWhileRevalidate.TotalSeconds:0.###} s, ") : null,
            settings.StaleIfError > TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $"stale if an error occurs for {settings.StaleIfError.TotalSeconds:0.###} s, ") : null);

    private string DescribeLookup(CacheForecast forecast) => forecast switch
    {
        { Outcome: CacheOutcome.NearHit, Entry: { } entry } => $"This process's memory holds the response, {AgeOf(entry)}.",
        { Outcome: CacheOutcome.FarHit, Entry: { } entry } => $"The shared tier holds the response, {AgeOf(entry)}.",
        { Outcome: CacheOutcome.Stale or CacheOutcome.Refreshed, Entry: { } entry } => $"There is a response that is no longer fresh, {AgeOf(entry)}.",
        { Outcome: CacheOutcome.Collapsed } => "Another request computes the response at this moment.",
        { Outcome: CacheOutcome.Detached } => "This node is out of touch with the eviction log, and the resource does not allow to serve what can't be checked.",
        { Outcome: CacheOutcome.Unverified } => "The resource is strict, and the eviction log can't be read.",
        { IsMarked: true } => "Nothing is held: the last response could not be stored.",
        _ => "Nothing is held under this key, or what is was evicted or has expired.",
    };

    private string AgeOf(CachedEntry entry) =>
        string.Create(CultureInfo.InvariantCulture, $"fresh for {_clock.GetElapsedTime(_clock.GetTimestamp(), entry.FreshUntil).TotalSeconds:0.#} s");

    private string Decide(EndpointRequest work, CacheForecast forecast) => forecast.Outcome switch
    {
        CacheOutcome.NearHit or CacheOutcome.FarHit => "The response is served, and the handler does not run.",
        CacheOutcome.Stale => "The old response is served at once, and is computed again in the background.",
        CacheOutcome.Refreshed => "It is computed again first; if that fails or takes too long, the old response is served.",
        CacheOutcome.Collapsed => "The request waits for the other one and gets its response.",
        CacheOutcome.Detached or CacheOutcome.Unverified => "The handler runs, and its response is not stored.",
        _ when work.ReadOnlyReason is { } reason => $"The handler runs, and its response is not stored ({reason}): {BypassText.Of(reason)}",
        _ => $"The handler runs. {DescribeStorage(work)}",
    };

    private string DescribeStorage(EndpointRequest work)
    {
        var counts = _statistics.Of(work.Endpoint.Resource, work.Endpoint.Name);
        var refused = counts.NotStored();
        var misses = counts.Misses() is { Count: > 0 } found ? $" Misses of this endpoint so far: {string.Join(", ", found.Select(static reason => $"{reason.Key} ({reason.Value})"))}." : string.Empty;
        return refused.Count == 0
            ? $"Its response is stored, unless it says otherwise (no-store, private, Set-Cookie, Vary, a status that is not listed).{misses}"
            : $"Its response is stored, unless it says otherwise. So far responses of this endpoint were not stored because of: {string.Join(", ", refused.Select(static reason => $"{reason.Key} ({reason.Value})"))}.{misses}";
    }
}
