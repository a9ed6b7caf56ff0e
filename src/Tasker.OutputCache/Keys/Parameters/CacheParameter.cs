using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Keys.Bodies;
using Tasker.OutputCache.Keys.Parameters;

namespace Tasker.OutputCache;

/// <summary>A part of the request that a cached response depends on.</summary>
/// <remarks>
/// Declared as <c>source:name=default</c>. The source is <c>query</c>, <c>route</c>, <c>claim</c>, <c>header</c> or <c>body</c>;
/// where none is given, it is the route if that has a parameter of this name, and the query otherwise. <c>culture</c> alone is the
/// culture of the request, unless the handler binds a parameter of this name.
/// A parameter with a default only shapes the view and is part of the key. One without is a dimension of the tags as well.
/// </remarks>
public sealed class CacheParameter
{
    /// <summary>The declaration of the culture, where nothing that the handler binds has this name.</summary>
    internal const string CultureName = "culture";

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

    /// <summary>Gets a value indicating whether the signature of the handler says so, and it was not declared.</summary>
    internal bool IsInferred { get; private init; }

    /// <summary>Gets a value indicating whether it is declared by a name that means the culture of the request, unless the handler binds a value of this name.</summary>
    internal bool MayBeCulture => IsBare && IsDimension && Name.Equals(CultureName, StringComparison.OrdinalIgnoreCase);

    /// <summary>Gets a value indicating whether it stands for all of the query.</summary>
    internal bool IsWholeQuery => ReferenceEquals(this, WholeQuery);

    /// <summary>Gets how the body is part of the key, if this stands for all of it.</summary>
    internal BodyForm Body { get; private init; }

    /// <summary>Gets where in the body the value is, if it is there.</summary>
    internal BodyPath? Path { get; private init; }

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

    /// <summary>Stands for the body, JSON by its value: <c>body:*</c>.</summary>
    internal static CacheParameter WholeBody { get; } = new(CacheParameterSource.Body, "*", string.Empty) { Body = BodyForm.ByValue, Dimension = "body:*" };

    /// <summary>Stands for the body, byte by byte: <c>body:bytes</c>.</summary>
    internal static CacheParameter BodyBytes { get; } = new(CacheParameterSource.Body, "bytes", string.Empty) { Body = BodyForm.AsSent, Dimension = "body:*" };

    /// <summary>Creates a dimension that is read from a JSON body.</summary>
    /// <param name="path">Where it is: <c>$.filter.namespace</c>.</param>
    /// <param name="name">The name of the dimension; <see langword="null"/>: the name of the member.</param>
    internal static CacheParameter InBody(string path, string? name)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return TryParseBody(name is null ? path : $"{path}={name}", out var parameter, out var error) && parameter.Path is not null
            ? parameter
            : throw new ArgumentException(error ?? $"'{path}' is no place in a body.", nameof(path));
    }

    private static bool TryParseBody(string text, [NotNullWhen(true)] out CacheParameter? parameter, [NotNullWhen(false)] out string? error)
    {
        error = null;
        parameter = text == WholeBody.Name ? WholeBody : text == BodyBytes.Name ? BodyBytes : null;
        if (parameter is not null)
        {
            return true;
        }

        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (!BodyPath.TryParse((equals < 0 ? text : text[..equals]).Trim(), out var path))
        {
            error = $"The parameter 'body:{text}' names no place in a body. Write 'body:$.filter.namespace=namespace' for a dimension, 'body:*' for the body, or 'body:bytes' for its bytes.";
            return false;
        }

        var name = equals < 0 ? path.Last : text[(equals + 1)..].Trim();
        if (FindFlaw(CacheParameterSource.Body, name) is { } flaw)
        {
            error = $"The parameter 'body:{text}' is malformed: the name of its dimension {flaw}. Write 'body:$.filter.namespace=namespace'.";
            return false;
        }

        parameter = new CacheParameter(CacheParameterSource.Body, name, null) { Path = path };
        return true;
    }

    /// <summary>Creates a parameter that the signature of a handler binds.</summary>
    /// <param name="source">Where it is bound from.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="defaultValue"><see langword="null"/> for a dimension; empty if nothing stands for an absent value.</param>
    /// <param name="isSecond">Whether another source has a value of this name, which tags go by.</param>
    internal static CacheParameter Inferred(CacheParameterSource source, string name, string? defaultValue, bool isSecond) => isSecond
        ? new CacheParameter(source, name, defaultValue) { IsInferred = true, Dimension = $"{TagText.NormalizeName(source.ToString())}:{TagText.NormalizeName(name)}" }
        : new CacheParameter(source, name, defaultValue) { IsInferred = true };

    /// <summary>Creates a parameter that code declares.</summary>
    /// <param name="source">Where it is read from; <see langword="null"/>: the route if that has it, and the query otherwise.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="defaultValue"><see langword="null"/> for a dimension; empty if nothing stands for an absent value.</param>
    internal static CacheParameter Declared(CacheParameterSource? source, string name, string? defaultValue)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return FindFlaw(source ?? CacheParameterSource.Query, name) is { } flaw
            ? throw new ArgumentException($"'{name}' is no name of a parameter: it {flaw}.", nameof(name))
            : new CacheParameter(source ?? CacheParameterSource.Query, name, defaultValue) { IsBare = source is null };
    }

    /// <summary>Creates a parameter that is the culture of the request.</summary>
    internal static CacheParameter OfCulture(bool isDimension) => new(CacheParameterSource.Culture, CultureName, isDimension ? null : string.Empty);

    /// <summary>Creates a parameter for a route value that the endpoint did not declare: it can't but be part of the key.</summary>
    internal static CacheParameter Undeclared(string routeValue) => new(CacheParameterSource.Route, routeValue, string.Empty);

    /// <summary>Returns the parameter as one of the route: where names are bound, the route comes before the query as well.</summary>
    internal CacheParameter FromRoute() => new(CacheParameterSource.Route, Name, Default);

    /// <summary>Returns the parameter with what is known of its binding.</summary>
    internal CacheParameter BoundBy(ParameterBinding binding) => new(Source, Name, Default, Value) { IsBare = IsBare, IsInferred = IsInferred, Dimension = Dimension, Binding = binding, Path = Path };

    /// <summary>Returns the declaration that this parameter stands for.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        if (Source == CacheParameterSource.Body)
        {
            return Path is null ? $"body:{Name}" : $"body:{Path.Text}={Name}";
        }

        var name = Source == CacheParameterSource.Culture ? CultureName : NameIn(Source, Name);
        return IsDimension ? name : $"{name}={Default}";
    }

    /// <summary>Returns the declaration of a value, without its default.</summary>
    internal static string NameIn(CacheParameterSource source, string name) => source == CacheParameterSource.Query && !name.Equals(CultureName, StringComparison.OrdinalIgnoreCase)
        ? name
        : $"{TagText.NormalizeName(source.ToString())}:{name}";

    internal static bool TryParse(string? declaration, [NotNullWhen(true)] out CacheParameter? parameter, [NotNullWhen(false)] out string? error)
    {
        parameter = null;
        var text = (declaration ?? string.Empty).Trim();
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? text : text[..equals].TrimEnd();
        var defaultValue = equals < 0 ? null : text[(equals + 1)..].TrimStart();
        var source = CacheParameterSource.Query;

        var colon = name.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0 && name.AsSpan(0, colon).Trim().Equals("body", StringComparison.OrdinalIgnoreCase))
        {
            return TryParseBody(text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..].TrimStart(), out parameter, out error);
        }

        if (colon >= 0)
        {
            if (!TryParseSource(name.AsSpan(0, colon), out source))
            {
                error = $"The parameter '{declaration}' names the source '{name[..colon]}'; the sources are query, route, claim, header and body.";
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
