using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Declarations;
using Tasker.OutputCache.Endpoints.Identity;
using Tasker.OutputCache.Inputs;
using Tasker.OutputCache.Keys;
using Tasker.OutputCache.Keys.Bodies;

namespace Tasker.OutputCache.Engine;

/// <summary>What the cache knows of one endpoint: its metadata, read once.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed class CacheEndpoint
{
    private readonly CacheParameterSet _parameters;
    private readonly CachePartition? _partition;
    private readonly TimeSpan? _ttl;
    private readonly EndpointRoute _route;
    private readonly bool _isHostBound;
    private readonly bool _isShadow;
    private volatile Template? _template;
    private volatile Known? _known;
    private volatile EndpointInputs? _inputs;
    private EndpointStatistics? _statistics;
    private int _hasReplacedUser;

    internal CacheEndpoint(string resource, string name, CacheParameterSet parameters, TagTemplate tags, CacheResourceAttribute metadata, bool requiresAuthorization, EndpointRoute route, string shape, bool isHostBound)
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
        _isShadow = metadata.Shadow;
        Shape = shape;
    }

    /// <summary>Gets what its handler reads, as far as its metadata tells.</summary>
    public required InputDeclaration Declaration { get; init; }

    /// <summary>Gets what of a request is in its keys. While nothing is reloaded, it takes one comparison.</summary>
    internal EndpointInputs InputsIn(ResourceSettings settings, Action<CacheEndpoint, ObservedInput> report)
    {
        var inputs = _inputs;
        if (inputs is null || !ReferenceEquals(inputs.Settings, settings))
        {
            _inputs = inputs = MakeInputs(settings, report);
        }

        return inputs;
    }

    // Apart: with the closure in it, the method above would allocate for every computation.
    private EndpointInputs MakeInputs(ResourceSettings settings, Action<CacheEndpoint, ObservedInput> report) => new(Declaration, settings, input => report(this, input));

    /// <summary>Gets the resource.</summary>
    public string Resource { get; }

    /// <summary>Gets the name of the endpoint within its resource.</summary>
    public string Name { get; }

    internal TagTemplate Tags { get; }

    /// <summary>Gets the names of what is in its keys beside the path, for people.</summary>
    internal string KeyNames => string.Join(", ", _parameters.All.Select(static parameter => parameter.Name));

    /// <summary>Gets what its keys mean, see <see cref="EndpointShape"/>.</summary>
    internal string Shape { get; }

    /// <summary>Gets what finds out whether its responses are still what would be computed, if anything does.</summary>
    internal CacheValidatorMetadata? Validator { get; init; }

    /// <summary>Gets what tells that the validator has thrown.</summary>
    internal Action<string, string, Exception>? ValidatorFailed { get; init; }

    /// <summary>Gets the methods whose bodies are part of its keys.</summary>
    internal BodyMethods Bodies { get; init; }

    /// <summary>Gets how bodies become part of its keys.</summary>
    internal BodyForm BodyForm => _parameters.Body == BodyForm.None ? BodyForm.ByValue : _parameters.Body;

    /// <summary>Tells whether requests of a method are cached by their body.</summary>
    internal bool TakesBodyOf(string method) =>
        Bodies != BodyMethods.None
        && (((Bodies & BodyMethods.Query) != 0 && CachedMethods.IsQuery(method)) || ((Bodies & BodyMethods.Post) != 0 && HttpMethods.IsPost(method)));

    /// <summary>Gets a value indicating whether the endpoint is behind an authorization policy.</summary>
    public bool RequiresAuthorization { get; }

    /// <summary>Gets those of its dimensions whose values are read from claims.</summary>
    internal IReadOnlyList<string> ClaimDimensions => _parameters.ClaimDimensions;

    /// <summary>Gets a value indicating whether the user of a request was replaced after the cache had been asked: then it can't know for whom it answers.</summary>
    internal bool HasReplacedUser => Volatile.Read(ref _hasReplacedUser) != 0;

    /// <summary>Notes that the user of a request was replaced.</summary>
    /// <returns>Whether this is the first time.</returns>
    internal bool TryNoteReplacedUser() => Interlocked.Exchange(ref _hasReplacedUser, 1) == 0;

    /// <summary>Returns what the key of a request says of claims, or <see langword="null"/> if it says nothing.</summary>
    internal string? ClaimsOf(HttpContext context) => _parameters.ClaimsOf(context);

    internal bool CoversHeader(ReadOnlySpan<char> name) => _parameters.CoversHeader(name);

    /// <summary>Gets who shares the responses.</summary>
    public CachePartition PartitionOf(ResourceSettings settings) => _partition ?? settings.Partition;

    /// <summary>Gets a value indicating whether the cache only watches the endpoint, and answers nothing.</summary>
    public bool IsShadowIn(ResourceSettings settings) => _isShadow || settings.Shadow;

    /// <summary>Gets how long the responses are fresh.</summary>
    public TimeSpan TtlOf(ResourceSettings settings) => _ttl ?? settings.Ttl;

    /// <summary>Gets the settings of its resource. While nothing is reloaded, it takes one comparison.</summary>
    internal ResourceSettings SettingsIn(ResourceCatalog resources)
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
    internal EndpointStatistics StatisticsIn(CacheMetrics metrics) => _statistics ??= metrics.Of(Resource, Name);

    /// <summary>Writes the key of a request.</summary>
    internal KeyRefusal TryWriteKey(HttpContext context, ResourceSettings settings, PartitionId partition, ref KeyWriter writer) =>
        TemplateFor(settings).Key.TryWrite(context, partition, ref writer);

    /// <summary>Puts the names of the parameters beside the values of a key, masked or not.</summary>
    /// <returns>Each parameter with its value, <see langword="null"/> where the request had none; nothing if the key is another endpoint's or can't be taken apart.</returns>
    public IReadOnlyList<KeyValuePair<string, string?>>? ReadKey(string key, ResourceSettings settings) =>
        KeyReading.TryRead(TemplateFor(settings).Key.Head, _parameters, key, out var values) ? values : null;

    // Settings are replaced as a whole when configuration changes; the template is made again for them.
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
                TakesBody = Bodies != BodyMethods.None,
                BypassUndeclared = settings.UndeclaredParameters == UndeclaredParameters.Bypass,
            };
            _template = template = new Template(settings, new KeyTemplate(Resource, Name, _parameters, options));
        }

        return template;
    }

    private sealed record Known(CacheSettings All, ResourceSettings Settings);

    private sealed record Template(ResourceSettings Settings, KeyTemplate Key);
}
