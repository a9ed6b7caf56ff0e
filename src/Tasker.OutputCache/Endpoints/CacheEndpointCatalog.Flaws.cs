using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Endpoints;
using Tasker.OutputCache.Endpoints.Identity;
using Tasker.OutputCache.Inputs;
using Tasker.OutputCache.Keys.Bodies;

namespace Tasker.OutputCache.Engine;

/// <content>What is wrong with declarations, and how it is told: each sentence once.</content>
public sealed partial class CacheEndpointCatalog
{
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unknown = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _problems = [];
    private readonly Dictionary<string, InputRegistry> _registries = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets why endpoints are not cached although they are declared so, one line each.</summary>
    internal IReadOnlyList<string> Problems
    {
        get
        {
            lock (_lock)
            {
                return [.. _problems];
            }
        }
    }

    /// <summary>Finds why an endpoint is not cached although it is declared so.</summary>
    public string? FindProblem(Endpoint endpoint) => Problems.FirstOrDefault(problem => problem.StartsWith($"{Describe(endpoint)} ", StringComparison.Ordinal));

    private bool IsMade(Endpoint endpoint) => EndpointClaim.IsMade(endpoint, CachedMethods.Find(endpoint, _resources));

    // One word for a whole group would cache each POST of it.
    private BodyMethods BodiesOf_NeedsLock(Endpoint endpoint, CacheResourceAttribute metadata)
    {
        var bodies = CachedMethods.Find(endpoint, _resources);
        if ((bodies & BodyMethods.Post) == 0 || !_shared.Contains(metadata))
        {
            return bodies;
        }

        Report_NeedsLock($"{Describe(endpoint)}: its POST requests are not cached, because other endpoints have the same declaration. A POST that changes nothing has to say so for itself: declare the endpoint alone.");
        return bodies & ~BodyMethods.Post;
    }

    // What a resource declares is the type that its endpoints have to bind.
    private static IEnumerable<DimensionForm> FormsOf(IReadOnlyList<CacheDimension> declared) =>
        from dimension in declared
        let form = ValueForms.Of(dimension.ValueType)
        where form is not null
        select new DimensionForm(dimension.Name, dimension.Name, form);

    private InputRegistry RegistryOf_NeedsLock(string name) => _registries.TryGetValue(name, out var registry) ? registry : _registries[name] = new InputRegistry();

    private CacheEndpoint? Refuse_NeedsLock(Endpoint endpoint, string why)
    {
        var text = $"{Describe(endpoint)} is not cached: {why}";
        if (!_problems.Contains(text))
        {
            _problems.Add(text);
        }

        Report_NeedsLock(text);
        return null;
    }

    // Routing may make its endpoints again after they were read; what was said of them need not be said again.
    private void Report_NeedsLock(string text)
    {
        if (_reported.Add(text))
        {
            _report(text);
        }
    }

    // Filters do not run on hits. One that decides who may see the response would decide for the first client only.
    private string? FindFilter(Endpoint endpoint, CacheResourceAttribute metadata)
    {
        var filters = endpoint.Metadata.GetMetadata<EndpointFilters>() ?? _probe.Find(endpoint);
        string[] dismissed = [.. metadata.IgnoreFilters, .. _resources.Get(metadata.Resource).IgnoreFilters];
        return ActionFilters.Of(endpoint).Concat(filters?.Names ?? []).FirstOrDefault(filter => !Array.Exists(dismissed, filter.IsDismissedBy)) is { } found
            ? $"its filter '{found.Name}' does not run on hits, and may decide who gets the response. Decide that by RequireAuthorization; if the filter decides nothing of the kind, dismiss it: IgnoreFilters = [\"{found.Name}\"], or ignore_filters of the resource '{metadata.Resource}'."
            : null;
    }

    private void ReportConflicts(Endpoint endpoint, CacheResourceAttribute metadata, List<string> flaws)
    {
        if (endpoint.Metadata.GetMetadata<OutputCacheAttribute>() is not null
            || endpoint.Metadata.OfType<IOutputCachePolicy>().Any(static policy => policy is not CacheResourceAttribute))
        {
            flaws.Add($"[CacheResource(\"{metadata.Resource}\")] stands beside [OutputCache] or .CacheOutput(). Keep one of them.");
        }
        else if (endpoint.Metadata.OfType<CacheResourceAttribute>().Count() > 1)
        {
            flaws.Add($"it is declared as cached more than once. The last declaration counts (\"{metadata.Resource}\"); remove the others.");
        }

        if (metadata is not CacheAnalyticsAttribute && !_resources.IsKnown(metadata.Resource) && _unknown.Add(metadata.Resource))
        {
            // Once: all endpoints of the resource have the same mend.
            var life = DurationFormat.ToText(_resources.Get(metadata.Resource).Ttl);
            flaws.Add($"the resource '{metadata.Resource}' is not configured and has the default settings: it is fresh for {life}. Add {_resources.PlaceOf(metadata.Resource)}, or correct the name.");
        }

        if (metadata.Ttl is { } ttl && ttl <= TimeSpan.Zero)
        {
            flaws.Add("its time to live is not greater than zero. Give a longer one, or remove it for that of the resource.");
        }
    }

    private string Describe(Endpoint endpoint) => $"The endpoint '{EndpointIdentity.Of(endpoint, _selectors).Display}'";
}
