using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Tasker.OutputCache.Policies;
using Tasker.OutputCache.Policies.Values;

namespace Tasker.OutputCache;

/// <summary>A part of the request that a cached response depends on.</summary>
/// <remarks>
/// Declared as <c>source:name=default</c>. The source is <c>query</c>, <c>route</c>, <c>claim</c> or <c>header</c>;
/// where none is given, it is the route if that has a parameter of this name, and the query otherwise.
/// A parameter with a default only shapes the view and is part of the key. One without is a dimension of the tags as well.
/// </remarks>
public sealed class CacheParameter
{
    private CacheParameter(CacheParameterSource source, string name, string? defaultValue, Func<HttpContext, string?>? value = null)
    {
        Source = source;
        Name = name;
        Dimension = TagText.NormalizeName(name);
        Default = defaultValue;
        Value = value;
    }

    internal CacheParameterSource Source { get; }

    /// <summary>Gets a value indicating whether the declaration named no source.</summary>
    internal bool IsBare { get; private init; }

    /// <summary>Gets a value indicating whether the signature of the handler says so, and nobody declared it.</summary>
    internal bool IsInferred { get; private init; }

    /// <summary>Gets a value indicating whether it stands for all of the query.</summary>
    internal bool IsWholeQuery => ReferenceEquals(this, WholeQuery);

    /// <summary>Gets the name under which the source knows it.</summary>
    internal string Name { get; }

    /// <summary>Gets the name under which tags know it: the same in lower case, whatever the source.</summary>
    internal string Dimension { get; private init; }

    internal string? Default { get; }

    [MemberNotNullWhen(false, nameof(Default))]
    internal bool IsDimension => Default is null;

    /// <summary>Gets a value indicating whether something stands for a parameter that is absent.</summary>
    internal bool HasDefault => !string.IsNullOrEmpty(Default);

    /// <summary>Gets how the handler binds it.</summary>
    internal ParameterBinding Binding { get; private init; } = ParameterBinding.Unknown;

    /// <summary>Gets the form that its values have in keys, or <see langword="null"/> if keys keep the text.</summary>
    internal ValueForm? KeyForm => Binding.IsExact ? Binding.Form : null;

    /// <summary>Gets the delegate of a computed parameter.</summary>
    internal Func<HttpContext, string?>? Value { get; }

    /// <summary>Creates a parameter whose value is computed from the request.</summary>
    /// <param name="name">The name of the dimension.</param>
    /// <param name="value">Computes the value; null or empty means that the response is not filtered by it. It runs on every request and must not throw.</param>
    /// <param name="defaultValue">What stands for null or empty; with a default, the parameter is no dimension.</param>
    /// <returns>The parameter.</returns>
    public static CacheParameter Computed(string name, Func<HttpContext, string?> value, string? defaultValue = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        if (FindFlaw(CacheParameterSource.Computed, name) is { } flaw)
        {
            throw new ArgumentException($"'{name}' {flaw}.", nameof(name));
        }

        return new CacheParameter(CacheParameterSource.Computed, name, string.IsNullOrEmpty(defaultValue) ? null : defaultValue, value);
    }

    /// <summary>Stands for all parameters of the query, as they were sent: <c>query:*</c>.</summary>
    internal static CacheParameter WholeQuery { get; } = new(CacheParameterSource.Query, "*", string.Empty);

    /// <summary>Creates a parameter that the signature of a handler binds.</summary>
    /// <param name="source">Where it is bound from.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="defaultValue"><see langword="null"/> for a dimension; empty if nothing stands for an absent value.</param>
    /// <param name="isSecond">Whether another source has a value of this name, which tags go by.</param>
    internal static CacheParameter Inferred(CacheParameterSource source, string name, string? defaultValue, bool isSecond) => isSecond
        ? new CacheParameter(source, name, defaultValue) { IsInferred = true, Dimension = $"{TagText.NormalizeName(source.ToString())}:{TagText.NormalizeName(name)}" }
        : new CacheParameter(source, name, defaultValue) { IsInferred = true };

    /// <summary>Creates a parameter for a route value that the endpoint did not declare: it can't but be part of the key.</summary>
    internal static CacheParameter Undeclared(string routeValue) => new(CacheParameterSource.Route, routeValue, string.Empty);

    /// <summary>Returns the parameter as one of the route: where names are bound, the route comes before the query as well.</summary>
    internal CacheParameter FromRoute() => new(CacheParameterSource.Route, Name, Default);

    /// <summary>Returns the parameter with what is known of its binding.</summary>
    internal CacheParameter BoundBy(ParameterBinding binding) => new(Source, Name, Default, Value) { IsBare = IsBare, IsInferred = IsInferred, Dimension = Dimension, Binding = binding };

    /// <summary>Returns the declaration that this parameter stands for.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        var name = Source == CacheParameterSource.Query ? Name : $"{TagText.NormalizeName(Source.ToString())}:{Name}";
        return IsDimension ? name : $"{name}={Default}";
    }

    internal static bool TryParse(string? declaration, [NotNullWhen(true)] out CacheParameter? parameter, [NotNullWhen(false)] out string? error)
    {
        parameter = null;
        var text = (declaration ?? string.Empty).Trim();
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? text : text[..equals].TrimEnd();
        var defaultValue = equals < 0 ? null : text[(equals + 1)..].TrimStart();
        var source = CacheParameterSource.Query;

        var colon = name.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0)
        {
            if (!TryParseSource(name.AsSpan(0, colon), out source))
            {
                error = $"The parameter '{declaration}' names the source '{name[..colon]}'; the sources are query, route, claim and header.";
                return false;
            }

            name = name[(colon + 1)..].TrimStart();
        }

        if (name == WholeQuery.Name && colon >= 0 && source == CacheParameterSource.Query && equals < 0)
        {
            (parameter, error) = (WholeQuery, null);
            return true;
        }

        if (FindFlaw(source, name) is { } flaw)
        {
            error = $"The parameter '{declaration}' is malformed: its name {flaw}. Write 'name', 'name=default' or 'source:name'.";
            return false;
        }

        if (defaultValue is { Length: 0 })
        {
            error = $"The parameter '{declaration}' has an empty default. Leave the '=' out to make it a dimension, or give a value.";
            return false;
        }

        parameter = new CacheParameter(source, name, defaultValue) { IsBare = colon < 0 };
        error = null;
        return true;
    }

    private static bool TryParseSource(ReadOnlySpan<char> text, out CacheParameterSource source)
    {
        foreach (var candidate in new[] { CacheParameterSource.Query, CacheParameterSource.Route, CacheParameterSource.Claim, CacheParameterSource.Header })
        {
            if (text.Trim().Equals(candidate.ToString(), StringComparison.OrdinalIgnoreCase))
            {
                source = candidate;
                return true;
            }
        }

        source = default;
        return false;
    }

    // Claim types are URIs.
    private static string? FindFlaw(CacheParameterSource source, string name) =>
        CacheName.FindFlaw(name, source == CacheParameterSource.Claim ? CacheName.InDimension : CacheName.InParameter);
}
