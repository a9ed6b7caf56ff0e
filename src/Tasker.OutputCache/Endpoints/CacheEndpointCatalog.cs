using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Declarations;
using Tasker.OutputCache.Endpoints;
using Tasker.OutputCache.Endpoints.Identity;
using Tasker.OutputCache.Inputs.Declared;
using Tasker.OutputCache.Inputs.Inferred;
using Tasker.OutputCache.Keys;
using Tasker.OutputCache.Keys.Bodies;
using Tasker.OutputCache.Routes;

namespace Tasker.OutputCache.Engine;

/// <summary>Reads the caching metadata of endpoints, once each, and finds what is wrong with it.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed partial class CacheEndpointCatalog
{
    private readonly ConditionalWeakTable<Endpoint, StrongBox<CacheEndpoint?>> _endpoints = [];
    private readonly EndpointNames _names = new();
    private readonly HashSet<CacheResourceAttribute> _shared = new(ReferenceEqualityComparer.Instance);
    private readonly Lock _lock = new();
    private readonly EndpointFilterProbe _probe = new();
    private readonly DimensionBudget _budget;
    private readonly ResourceCatalog _resources;
    private readonly ResourceTags _tags;
    private readonly Action<string> _report;
    private readonly bool _hasFallbackPolicy;
    private readonly EndpointSelectors _selectors;
    private EndpointDataSource? _source;
    private IServiceProviderIsService? _services;
    private PageLoader? _pages;
    private IReadOnlyList<Endpoint> _read = [];

    /// <summary>Initializes a new instance of the <see cref="CacheEndpointCatalog"/> class.</summary>
    /// <param name="resources">The settings of the resources.</param>
    /// <param name="tags">The dimensions of the resources.</param>
    /// <param name="hasFallbackPolicy">Whether endpoints that say nothing of authorization need it all the same.</param>
    /// <param name="report">Called with every flaw: a sentence that names the endpoint and the mend.</param>
    /// <param name="selectors">What takes part in choosing endpoints; only routes and metadata if this is left out.</param>
    internal CacheEndpointCatalog(ResourceCatalog resources, ResourceTags tags, bool hasFallbackPolicy, Action<string> report, EndpointSelectors? selectors = null)
    {
        _resources = resources;
        _tags = tags;
        _budget = new DimensionBudget(tags);
        _hasFallbackPolicy = hasFallbackPolicy;
        _report = report;
        _selectors = selectors ?? new EndpointSelectors(static () => []);
    }

    /// <summary>Gets or sets a value indicating whether some endpoint may be cached by policies of the framework only.</summary>
    internal bool HasPlainEndpoints { get; set; } = true;

    /// <summary>Gets what tells that a validator of an endpoint has thrown.</summary>
    internal Action<string, string, Exception>? ValidatorFailed { get; init; }

    /// <summary>Gets the paths under which there may be entries.</summary>
    internal CachedPaths Paths { get; } = new();

    /// <summary>Looks for what endpoints do not say in their metadata. Call it before they are read.</summary>
    internal void Probe(EndpointDataSource source, IServiceProvider services)
    {
        _services = services.GetService<IServiceProviderIsService>();
        _pages = services.GetService<PageLoader>();
        _probe.Read(source, services);
    }

    /// <summary>Reads all endpoints. From here on, resources have no other dimensions.</summary>
    /// <returns>How many of them are cached.</returns>
    internal int ReadAll(EndpointDataSource? source)
    {
        _source = source;
        var cached = 0;
        var hasPlain = false;
        var endpoints = source?.Endpoints ?? [];
        lock (_lock)
        {
            Name_NeedsLock(endpoints);
            Budget_NeedsLock(endpoints);
        }

        foreach (var endpoint in endpoints)
        {
            cached += Find(endpoint) is null ? 0 : 1;
            hasPlain |= endpoint.Metadata.GetMetadata<OutputCacheAttribute>() is not null
                || endpoint.Metadata.GetMetadata<IOutputCachePolicy>() is not (null or CacheResourceAttribute);
        }

        HasPlainEndpoints = hasPlain;
        _tags.Fix();
        _tags.HasEndpoints = cached > 0;
        return cached;
    }

    /// <summary>Lists the endpoints of the host that are cached, without those that only answer HEAD for another one.</summary>
    internal IReadOnlyList<CacheEndpoint> ListCached() => [.. (_source?.Endpoints ?? []).Select(Find).OfType<CacheEndpoint>().Distinct()];

    private void Name_NeedsLock(IReadOnlyList<Endpoint> endpoints)
    {
        _read = endpoints;
        _names.Assign(endpoints.Distinct().Where(IsMade).Select(endpoint => EndpointClaim.Of(endpoint, _selectors)));
    }

    private void Budget_NeedsLock(IReadOnlyList<Endpoint> endpoints)
    {
        // A group gives one declaration to all of its endpoints, a controller to its actions.
        var declarations = endpoints.Where(static endpoint => endpoint.Metadata.GetMetadata<HeadEndpoint>() is null).Select(static endpoint => endpoint.Metadata.GetMetadata<CacheResourceAttribute>()).OfType<CacheResourceAttribute>();
        _shared.UnionWith(declarations.GroupBy(static metadata => metadata, ReferenceEqualityComparer.Instance).Where(static group => group.Skip(1).Any()).Select(static group => (CacheResourceAttribute)group.Key!));
        foreach (var endpoint in endpoints.Where(IsMade))
        {
            var metadata = endpoint.Metadata.GetRequiredMetadata<CacheResourceAttribute>();
            _budget.Note(metadata, PartitionDimensions(metadata.OwnPartition ?? _resources.Get(metadata.Resource).Partition), BoundInputs.Of(endpoint, _services, _pages));
        }

        foreach (var text in _budget.Decide())
        {
            Report_NeedsLock(text);
        }
    }

    /// <summary>Finds what is known of an endpoint.</summary>
    /// <returns><see langword="null"/> if it is not cached by us, or its metadata is so wrong that it can't be.</returns>
    public CacheEndpoint? Find(Endpoint endpoint)
    {
        if (_endpoints.TryGetValue(endpoint, out var known))
        {
            return known.Value;
        }

        lock (_lock)
        {
            return _endpoints.TryGetValue(endpoint, out known) ? known.Value : Find_NeedsLock(endpoint);
        }
    }

    private CacheEndpoint? Find_NeedsLock(Endpoint endpoint)
    {
        // The host may have added endpoints. One that was alone with its name may be so no longer.
        if (_source?.Endpoints is { } endpoints && !ReferenceEquals(endpoints, _read))
        {
            Name_NeedsLock(endpoints);
            _endpoints.Clear();
        }

        var cached = Read_NeedsLock(endpoint);
        _endpoints.AddOrUpdate(endpoint, new StrongBox<CacheEndpoint?>(cached));
        return cached;
    }

    private CacheEndpoint? Read_NeedsLock(Endpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<HeadEndpoint>() is { } head)
        {
            // It answers HEAD requests as well; but for that it is the other one.
            return _endpoints.TryGetValue(head.Original, out var known) ? known.Value : Find_NeedsLock(head.Original);
        }

        if (endpoint.Metadata.GetMetadata<CacheResourceAttribute>() is not { } metadata)
        {
            return null;
        }

        var flaws = new List<string>();
        ReportConflicts(endpoint, metadata, flaws);
        if (CacheName.FindFlaw(metadata.Resource, CacheName.InResource) is { } flaw)
        {
            return Refuse_NeedsLock(endpoint, $"the name of its resource, '{metadata.Resource}', {flaw}.");
        }

        var bodies = BodiesOf_NeedsLock(endpoint, metadata);
        var isStored = bodies != BodyMethods.None || EndpointClaim.AnswersGet(endpoint);
        if (UncacheableEndpoint.Is(endpoint, _shared.Contains(metadata), bodies, out var why))
        {
            if (why is not null)
            {
                Refuse_NeedsLock(endpoint, why);
            }

            if (isStored)
            {
                return null;
            }
        }

        // A parameter left out of the key would give one request another's response, a tag left out would outlive its eviction.
        var harmless = flaws.Count;
        var bound = isStored ? BoundInputs.Of(endpoint, _services, _pages) : BoundInputs.None;
        var parameters = EndpointParameters.Read(endpoint, metadata, bound, _budget.FindKeyOnly(metadata.Resource, bound), flaws, out var isUnderstood);
        if (metadata.Tags.Length > TagTemplate.MaximumFixedTags)
        {
            flaws.Add($"it declares {metadata.Tags.Length} tags, and {TagTemplate.MaximumFixedTags} are possible. Remove the others, or use a dimension.");
            isUnderstood = false;
        }

        string[] mistakes = [.. new DeclarationCheck(metadata, bound, parameters, _resources.Get(metadata.Resource), _shared.Contains(metadata)).Find()];
        flaws.AddRange(mistakes);
        isUnderstood &= mistakes.Length == 0;

        if (!isUnderstood)
        {
            // All of it at once: who corrects one mistake should not meet the next.
            flaws.Take(harmless).ToList().ForEach(text => Report_NeedsLock($"{Describe(endpoint)}: {text}"));
            return Refuse_NeedsLock(endpoint, string.Join(' ', flaws.Skip(harmless)));
        }

        if (FindFilter(endpoint, metadata) is { } filter)
        {
            return Refuse_NeedsLock(endpoint, filter);
        }

        var dimensions = _tags.Get(metadata.Resource);
        var partition = metadata.OwnPartition ?? _resources.Get(metadata.Resource).Partition;
        var declared = metadata.Definition?.Dimensions ?? [];
        if (!dimensions.TryAdd(parameters.Dimensions.Concat(PartitionDimensions(partition)).Concat(declared.Select(static dimension => dimension.Name)), Describe(endpoint), out var error))
        {
            return Refuse_NeedsLock(endpoint, error!);
        }

        dimensions.NoteSource(parameters.Dimensions.Except(parameters.ClaimDimensions), isClaim: false);
        dimensions.NoteSource(parameters.ClaimDimensions, isClaim: true);
        dimensions.NoteForms(FormsOf(declared));
        flaws.AddRange(dimensions.NoteForms(parameters.DimensionForms));
        var claim = EndpointClaim.Of(endpoint, _selectors);
        var shape = EndpointShape.Of(claim.Identity, metadata.Resource, parameters);
        if (FindName_NeedsLock(endpoint, claim, shape, bodies, flaws) is not { } name)
        {
            return null;
        }

        flaws.ForEach(text => Report_NeedsLock($"{Describe(endpoint)}: {text}"));
        var route = new EndpointRoute(endpoint, parameters);
        var paths = PathTags.Of(endpoint, parameters, dimensions, Paths);
        var cached = new CacheEndpoint(
            metadata.Resource,
            name,
            parameters,
            new TagTemplate(name, dimensions, parameters, metadata.Tags, claimedName: claim.Name) { Paths = paths },
            metadata,
            RequiresAuthorization(endpoint),
            route,
            shape,
            claim.Identity.IsHostBound)
        {
            Declaration = InputDeclaration.Of(metadata, parameters, route, bound, claim.Identity.IsHostBound, RegistryOf_NeedsLock($"{metadata.Resource}/{name}")) with { TakesBody = bodies != BodyMethods.None },
            Bodies = bodies,
            Validator = endpoint.Metadata.GetMetadata<CacheValidatorMetadata>(),
            ValidatorFailed = ValidatorFailed,
        };
        if (CachedPath.Of(endpoint, cached.Tags.EndpointTag, paths.Route, bodies != BodyMethods.None) is { } path)
        {
            Paths.Add(path);
        }

        return cached;
    }

    // What the authorization middleware looks at, in whatever order it was called.
    private bool RequiresAuthorization(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
        && (_hasFallbackPolicy
            || endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null
            || endpoint.Metadata.GetMetadata<IAuthorizationRequirementData>() is not null
            || endpoint.Metadata.GetMetadata<AuthorizationPolicy>() is not null);

    private static string[] PartitionDimensions(CachePartition partition) => partition switch
    {
        CachePartition.Tenant => [PartitionDimension.Tenant],
        CachePartition.User => [PartitionDimension.User],
        _ => [],
    };

    // Endpoints of one name would answer each other's requests.
    private string? FindName_NeedsLock(Endpoint endpoint, EndpointClaim claim, string shape, BodyMethods bodies, List<string> flaws)
    {
        if (endpoint.Metadata.GetMetadata<CacheResourceAttribute>()!.Name is { } wanted && CacheName.FindFlaw(wanted, CacheName.InResource) is { } flaw)
        {
            flaws.Add($"its name '{wanted}' {flaw}. Choose another one; until then it is made of the route.");
        }

        var name = _names.Find(claim, endpoint, shape, bodies);
        if (name.Value is null)
        {
            Refuse_NeedsLock(endpoint, name.Flaw!);
        }
        else if (name.Flaw is not null)
        {
            flaws.Add(name.Flaw);
        }

        return name.Value;
    }
}
