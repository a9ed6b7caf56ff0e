using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Keys.Bodies;
using Tasker.OutputCache.Keys.Parameters;

namespace Tasker.OutputCache.Engine;

/// <summary>The parameters that one endpoint declares, in declared order.</summary>
[Experimental(EngineFace.DiagnosticId)]
public sealed class CacheParameterSet
{
    /// <summary>More parameters than this make an endpoint that is never hit twice.</summary>
    internal const int Maximum = 16;

    private readonly CacheParameter[] _parameters;

    private CacheParameterSet(CacheParameter[] all, HandlerParameters? handler = null)
    {
        All = all;
        TakesWholeQuery = Array.Exists(all, static parameter => parameter.IsWholeQuery);
        Body = all.Select(static parameter => parameter.Path is null ? parameter.Body : BodyForm.ByValue).Append(BodyForm.None).Max();
        var parameters = TakesWholeQuery || Body != BodyForm.None ? Array.FindAll(all, static parameter => !parameter.IsWholeQuery && parameter.Body == BodyForm.None) : all;

        // Nothing is an alias where all names are in the key.
        Aliases = TakesWholeQuery ? QueryAliases.None : new QueryAliases(parameters.Where(static parameter => parameter.Source == CacheParameterSource.Query).Select(static parameter => parameter.Name), handler);
        _parameters = parameters;
        Dimensions = [.. parameters.Where(static parameter => parameter.IsDimension).Select(static parameter => parameter.Dimension)];
        ClaimDimensions = [.. parameters.Where(static parameter => parameter is { IsDimension: true, Source: CacheParameterSource.Claim }).Select(static parameter => parameter.Dimension)];
        HasCulture = Array.Exists(parameters, static parameter => parameter.Source == CacheParameterSource.Culture);
        HasClaims = parameters.Any(static parameter => parameter.Source == CacheParameterSource.Claim);
    }

    internal static CacheParameterSet Empty { get; } = new([]);

    internal ReadOnlySpan<CacheParameter> Parameters => _parameters;

    /// <summary>Gets the parameters, and what stands for the whole query.</summary>
    internal IReadOnlyList<CacheParameter> All { get; }

    /// <summary>Gets a value indicating whether the query is in the key as it was sent.</summary>
    internal bool TakesWholeQuery { get; }

    /// <summary>Gets how the body is part of the key, if one of the parameters says so.</summary>
    internal BodyForm Body { get; }

    /// <summary>Gets the names that a binder may take for those of the parameters.</summary>
    internal QueryAliases Aliases { get; }

    /// <summary>Gets the dimensions of the tags that these parameters make.</summary>
    internal IReadOnlyList<string> Dimensions { get; }

    /// <summary>Gets how the handler binds the values of the dimensions, as far as that is known.</summary>
    internal IEnumerable<DimensionForm> DimensionForms =>
        from parameter in _parameters
        where parameter is { IsDimension: true, Binding.Form: not null }
        select new DimensionForm(parameter.Name, parameter.Dimension, parameter.Binding.Form!);

    /// <summary>Gets those of the dimensions whose values are read from claims.</summary>
    internal IReadOnlyList<string> ClaimDimensions { get; }

    /// <summary>Gets a value indicating whether one of the parameters is read from claims.</summary>
    internal bool HasClaims { get; }

    /// <summary>Gets a value indicating whether the culture is one of the parameters, whatever it is.</summary>
    internal bool HasCulture { get; }

    /// <summary>Parses declarations such as <c>hours=24</c>, <c>namespace</c> and <c>route:id</c>.</summary>
    /// <param name="declarations">The declarations.</param>
    /// <param name="errors">Everything that is wrong with them, one sentence each.</param>
    /// <returns>The parameters that are good.</returns>
    internal static CacheParameterSet Parse(IEnumerable<string?> declarations, out IReadOnlyList<string> errors)
    {
        var parsed = new List<CacheParameter>();
        var problems = new List<string>();
        foreach (var declaration in declarations)
        {
            if (CacheParameter.TryParse(declaration, out var parameter, out var error))
            {
                parsed.Add(parameter);
            }
            else
            {
                problems.Add(error);
            }
        }

        var set = Create(parsed, out var more);
        errors = [.. problems, .. more];
        return set;
    }

    /// <summary>Makes a set of parameters that were parsed or built before.</summary>
    /// <param name="parameters">The parameters, in the order of the key.</param>
    /// <param name="errors">Everything that is wrong with them, one sentence each.</param>
    /// <returns>The parameters that are good.</returns>
    internal static CacheParameterSet Create(IEnumerable<CacheParameter> parameters, out IReadOnlyList<string> errors)
    {
        var good = new List<CacheParameter>();
        var problems = new List<string>();
        foreach (var parameter in parameters)
        {
            if (good.Find(other => other.Dimension == parameter.Dimension) is { } first)
            {
                problems.Add(first.ToString() == parameter.ToString()
                    ? $"The parameter '{parameter}' is declared twice."
                    : $"The parameters '{first}' and '{parameter}' have the same name. Keep one of them.");
            }
            else if (good.Count == Maximum)
            {
                problems.Add($"The parameter '{parameter}' is one too many: an endpoint has at most {Maximum}.");
            }
            else
            {
                good.Add(parameter);
            }
        }

        errors = problems;
        return good.Count == 0 ? Empty : new CacheParameterSet([.. good]);
    }

    /// <summary>Returns the parameters with what is known of the handler that binds them.</summary>
    internal CacheParameterSet BoundBy(HandlerParameters handler) =>
        new([.. All.Select(parameter => parameter.IsWholeQuery || parameter.Body != BodyForm.None ? parameter : parameter.BoundBy(handler.Find(parameter)))], handler);

    /// <summary>Returns the values of the parameters that are read from claims, or <see langword="null"/> if none is.</summary>
    internal string? ClaimsOf(HttpContext context)
    {
        if (!HasClaims)
        {
            return null;
        }

        var text = new StringBuilder();
        foreach (var parameter in _parameters.Where(static parameter => parameter.Source == CacheParameterSource.Claim))
        {
            // A value has no line break in front of its length.
            foreach (var value in ParameterReader.Read(context, parameter))
            {
                text.Append(CultureInfo.InvariantCulture, $"{value?.Length}\n{value}");
            }

            text.Append(';');
        }

        return text.ToString();
    }

    /// <summary>Tells whether responses that vary on this request header have keys of their own.</summary>
    internal bool CoversHeader(ReadOnlySpan<char> name)
    {
        foreach (var parameter in _parameters)
        {
            if (parameter.Source == CacheParameterSource.Header && name.Equals(parameter.Name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
