using Microsoft.AspNetCore.Http;
using Tasker.OutputCache.Configuration;
using Tasker.OutputCache.Diagnostics;
using Tasker.OutputCache.Inputs;

namespace Tasker.OutputCache.Policies;

/// <summary>What the cache knows of one endpoint: its metadata, read once.</summary>
internal sealed class CacheEndpoint
{
    private readonly CacheParameterSet _parameters;
    private readonly CachePartition? _partition;
    private readonly TimeSpan? _ttl;
    private readonly EndpointRoute _route;
    private readonly bool _isHostBound;
    private volatile Template? _template;
    private volatile Known? _known;
    private volatile EndpointInputs? _inputs;
    private EndpointStatistics? _statistics;
    private int _hasReplacedUser;

    public CacheEndpoint(string resource, string name, CacheParameterSet parameters, TagTemplate tags, CacheResourceAttribute metadata, bool requiresAuthorization, EndpointRoute route, string shape, bool isHostBound)
    {
        Resource = resource;
        Name = name;
        Tags = tags;
        RequiresAuthorization = requiresAuthorization;
        _parameters = parameters;
        _partition = metadata.OwnPartition;
        _ttl = metadata.Ttl;
        _route = route;
        _isHostBound = isHostBound;
        Shape = shape;
    }

    /// <summary>Gets what its handler reads, as far as its metadata tells.</summary>
    public required InputDeclaration Declaration { get; init; }

    /// <summary>Gets what of a request is in its keys. While nothing is reloaded, it takes one comparison.</summary>
    public EndpointInputs InputsIn(ResourceSettings settings, Action<CacheEndpoint, ObservedInput> report)
    {
        var inputs = _inputs;
        if (inputs is null || !ReferenceEquals(inputs.Settings, settings))
        {
            _inputs = inputs = new EndpointInputs(Declaration, settings, input => report(this, input));
        }

        return inputs;
    }

    public string Resource { get; }

    public string Name { get; }

    public TagTemplate Tags { get; }

    /// <summary>Gets what its keys mean, see <see cref="EndpointShape"/>.</summary>
    public string Shape { get; }

    /// <summary>Gets a value indicating whether the endpoint is behind an authorization policy.</summary>
    public bool RequiresAuthorization { get; }

    /// <summary>Gets those of its dimensions whose values are read from claims.</summary>
    public IReadOnlyList<string> ClaimDimensions => _parameters.ClaimDimensions;

    /// <summary>Gets a value indicating whether the user of a request was replaced behind the cache, which can't know for whom it answers then.</summary>
    public bool HasReplacedUser => Volatile.Read(ref _hasReplacedUser) != 0;

    /// <summary>Notes that the user of a request was replaced.</summary>
    /// <returns>Whether this is the first time.</returns>
    public bool TryNoteReplacedUser() => Interlocked.Exchange(ref _hasReplacedUser, 1) == 0;

    /// <summary>Returns what the key of a request says of claims, or <see langword="null"/> if it says nothing.</summary>
    public string? ClaimsOf(HttpContext context) => _parameters.ClaimsOf(context);

    public bool CoversHeader(ReadOnlySpan<char> name) => _parameters.CoversHeader(name);

    public CachePartition PartitionOf(ResourceSettings settings) => _partition ?? settings.Partition;

    public TimeSpan TtlOf(ResourceSettings settings) => _ttl ?? settings.Ttl;

    /// <summary>Gets the settings of its resource. While nothing is reloaded, it takes one comparison.</summary>
    public ResourceSettings SettingsIn(ResourceCatalog resources)
    {
        var all = resources.Settings;
        var known = _known;
        if (known is null || !ReferenceEquals(known.All, all))
        {
            _known = known = new Known(all, all.Resources.Get(Resource));
        }

        return known.Settings;
    }

    /// <summary>Gets where its requests are counted.</summary>
    public EndpointStatistics StatisticsIn(CacheMetrics metrics) => _statistics ??= metrics.Of(Resource, Name);

    /// <summary>Writes the key of a request.</summary>
    public KeyRefusal TryWriteKey(HttpContext context, ResourceSettings settings, PartitionId partition, ref KeyWriter writer) =>
        TemplateFor(settings).Key.TryWrite(context, partition, ref writer);

    // Settings are replaced as a whole when configuration changes; the template is made anew for them.
    private Template TemplateFor(ResourceSettings settings)
    {
        var template = _template;
        if (template is null || !ReferenceEquals(template.Settings, settings))
        {
            var options = new KeyTemplateOptions
            {
                Prefix = settings.KeyPrefix,
                Salt = settings.VaryByBuild ? BuildId.Value : null,
                VaryByHost = settings.VaryByHost || _isHostBound,
                Route = _route,
                BypassUndeclared = settings.UndeclaredParameters == UndeclaredParameters.Bypass,
            };
            _template = template = new Template(settings, new KeyTemplate(Resource, Name, _parameters, options));
        }

        return template;
    }

    private sealed record Known(CacheSettings All, ResourceSettings Settings);

    private sealed record Template(ResourceSettings Settings, KeyTemplate Key);
}
