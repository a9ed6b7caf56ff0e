using System.Collections.Frozen;
using Microsoft.Net.Http.Headers;
using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Keys.Parameters;

namespace Tasker.OutputCache.Inputs;

/// <summary>What of a request is in the key of an endpoint, by the settings of its resource, and what may be read beside it.</summary>
internal sealed class EndpointInputs
{
    /// <summary>Stands for the query as it was sent, with its order and its spellings.</summary>
    public const string RawQuery = "?";

    /// <summary>Stands for whether a user is authenticated.</summary>
    public const string SignedIn = "?";

    // The cache hides or answers these, or does not store what they lead to: 206, 304, 412. With a body, a request is not cached.
    // What a client asks of caches, the framework's middleware reads in every computation.
    private static readonly string[] Settled =
    [
        HeaderNames.AcceptEncoding, HeaderNames.IfNoneMatch, HeaderNames.IfModifiedSince, HeaderNames.IfMatch, HeaderNames.IfUnmodifiedSince,
        HeaderNames.Range, HeaderNames.IfRange, HeaderNames.ContentLength, HeaderNames.TransferEncoding, HeaderNames.Expect,
        HeaderNames.CacheControl, HeaderNames.Pragma,
    ];

    private readonly CacheParameterSet _parameters;
    private readonly EndpointRoute _route;
    private readonly InputRegistry _registry;
    private readonly ResourceSettings _settings;
    private readonly CachePartition _partition;
    private readonly IgnoredInputs _ignored;
    private readonly bool _bypassesUndeclared;
    private readonly bool _bypassesAliases;
    private readonly bool _variesByHost;
    private readonly bool _takesBody;
    private readonly FrozenSet<string> _queryNames;
    private readonly FrozenSet<string> _headerNames;
    private readonly Action<ObservedInput> _report;

    /// <param name="declaration">What does not change with the configuration.</param>
    /// <param name="settings">The settings of the resource.</param>
    /// <param name="report">Called with each input, once.</param>
    public EndpointInputs(InputDeclaration declaration, ResourceSettings settings, Action<ObservedInput> report)
    {
        _parameters = declaration.Parameters;
        _route = declaration.Route;
        _registry = declaration.Registry;
        _settings = settings;
        _partition = declaration.Partition ?? settings.Partition;
        _ignored = new IgnoredInputs([.. declaration.Ignored, .. settings.IgnoredInputs]);
        _bypassesUndeclared = settings.UndeclaredParameters == UndeclaredParameters.Bypass;
        _bypassesAliases = _parameters.Aliases.HasNames || _parameters.All.Any(static parameter => parameter.Source == CacheParameterSource.Query);
        _variesByHost = settings.VaryByHost || declaration.IsHostBound;
        _takesBody = declaration.TakesBody;
        _report = report;
        _queryNames = NamesOf(CacheParameterSource.Query).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        _headerNames = FindHeaderNames().ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        HasUnknownBinders = declaration.HasUnknownBinders;
        Computed = [.. _parameters.All.Where(static parameter => parameter.Source == CacheParameterSource.Computed)];
    }

    private IEnumerable<string> NamesOf(CacheParameterSource source) =>
        _parameters.All.Where(parameter => parameter.Source == source && !parameter.IsWholeQuery).Select(static parameter => parameter.Name);

    private IEnumerable<string> FindHeaderNames()
    {
        IEnumerable<string> negotiated = _route.Negotiates ? [HeaderNames.Accept, HeaderNames.AcceptCharset] : [];

        // Without a partition, requests with one bypass the cache.
        IEnumerable<string> settledByPartition = _partition == CachePartition.Anonymous ? [HeaderNames.Authorization] : [];

        // Requests without a body in their key have none of these, or bypass the cache.
        IEnumerable<string> ofBody = _takesBody ? [HeaderNames.ContentType, HeaderNames.ContentEncoding] : [];
        return [.. Settled, .. NamesOf(CacheParameterSource.Header), .. negotiated, .. settledByPartition, .. ofBody];
    }

    /// <summary>Gets the settings that this stands for.</summary>
    public ResourceSettings Settings => _settings;

    /// <summary>Gets a value indicating whether binders run whose names neither the signature nor the host tells.</summary>
    public bool HasUnknownBinders { get; }

    /// <summary>Gets the parameters that the host computes.</summary>
    public CacheParameter[] Computed { get; }

    /// <summary>Tells whether responses with different values of an input have different keys, or whether the host has dismissed it.</summary>
    public bool Covers(InputKind kind, string name) => IsInKey(kind, name) || (!_ignored.IsEmpty && _ignored.Covers(kind, name));

    private bool IsInKey(InputKind kind, string name) => kind switch
    {
        InputKind.Query => IsQueryInKey(name),
        InputKind.Header => _headerNames.Contains(name),
        InputKind.Claim => IsClaimInKey(name),
        InputKind.Request => _variesByHost && name is (RequestInput.Host or RequestInput.Scheme),
        _ => false,
    };

    private bool IsQueryInKey(string name)
    {
        if (_parameters.TakesWholeQuery)
        {
            return true;
        }

        if (name is RawQuery or IgnoredInputs.All)
        {
            // No other parameter than those in the key can be there; in what order they were sent may be read all the same.
            return _bypassesUndeclared && name == IgnoredInputs.All;
        }

        return _bypassesUndeclared
            || _queryNames.Contains(name)
            || (_bypassesAliases && _parameters.Aliases.Contains(name))
            || _route.Binds(name);
    }

    private bool IsClaimInKey(string name) => _partition switch
    {
        // No user is signed in, or each has responses of their own.
        CachePartition.Anonymous or CachePartition.User => true,
        CachePartition.Tenant => name == SignedIn || DeclaresClaim(name) || _settings.TenantClaimNames.Contains(name, StringComparer.OrdinalIgnoreCase),
        _ => DeclaresClaim(name),
    };

    private bool DeclaresClaim(string name)
    {
        foreach (var parameter in _parameters.Parameters)
        {
            if (parameter.Source == CacheParameterSource.Claim && parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Tells of an input that was read and is not in the key.</summary>
    /// <param name="kind">Where it was read.</param>
    /// <param name="name">Its name.</param>
    /// <param name="reader">The type that has read it.</param>
    /// <returns>Why the response is not stored, or <see langword="null"/> if it may be.</returns>
    public string? Tell(InputKind kind, string name, string? reader)
    {
        var input = _registry.Note(kind, name, (kind, name) => Make(kind, name, reader), out var isNew);
        if (isNew)
        {
            _report(input);
        }

        return input.Verdict == InputVerdict.Refused && _settings.Inputs == UndeclaredInputs.Refuse ? input.Reason : null;
    }

    private ObservedInput Make(InputKind kind, string name, string? reader) => new(
        kind,
        name,
        _settings.Inputs == UndeclaredInputs.Refuse ? InputClass.Of(kind, name) : InputVerdict.Reported,
        InputText.ReasonOf(kind, name),
        reader is null ? InputText.Describe(kind, name) : $"{InputText.Describe(kind, name)} (in {reader})",
        InputText.Fix(kind, name, reader, _parameters));
}
