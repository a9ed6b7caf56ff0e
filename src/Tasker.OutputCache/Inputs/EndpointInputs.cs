using Microsoft.Net.Http.Headers;
using Tasker.OutputCache.Configuration;
using Tasker.OutputCache.Inputs.Observed;
using Tasker.OutputCache.Policies;

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
        _report = report;
        Computed = [.. _parameters.All.Where(static parameter => parameter.Source == CacheParameterSource.Computed)];
    }

    /// <summary>Gets the settings that this stands for.</summary>
    public ResourceSettings Settings => _settings;

    /// <summary>Gets the parameters that the host computes.</summary>
    public CacheParameter[] Computed { get; }

    /// <summary>Tells whether responses with different values of an input have different keys, or whether the host has dismissed it.</summary>
    public bool Covers(InputKind kind, string name) => IsInKey(kind, name) || (!_ignored.IsEmpty && _ignored.Covers(kind, name));

    private bool IsInKey(InputKind kind, string name) => kind switch
    {
        InputKind.Query => IsQueryInKey(name),
        InputKind.Header => IsHeaderInKey(name),
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
            || Declares(CacheParameterSource.Query, name)
            || (_bypassesAliases && _parameters.Aliases.Contains(name))
            || _route.Binds(name);
    }

    private bool IsHeaderInKey(string name)
    {
        foreach (var settled in Settled)
        {
            if (settled.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return Declares(CacheParameterSource.Header, name)
            || (_route.Negotiates && AcceptedTypes.Has(name))

            // Without a partition, requests with one bypass the cache.
            || (_partition == CachePartition.None && name.Equals(HeaderNames.Authorization, StringComparison.OrdinalIgnoreCase));
    }

    private bool IsClaimInKey(string name) => _partition switch
    {
        // Nobody is signed in, or each has responses of their own.
        CachePartition.None or CachePartition.User => true,
        CachePartition.Tenant => name == SignedIn || Declares(CacheParameterSource.Claim, name) || _settings.TenantClaimNames.Contains(name, StringComparer.OrdinalIgnoreCase),
        _ => Declares(CacheParameterSource.Claim, name),
    };

    private bool Declares(CacheParameterSource source, string name)
    {
        foreach (var parameter in _parameters.Parameters)
        {
            if (parameter.Source == source && parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
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
        InputText.Fix(kind, name, _parameters));
}
