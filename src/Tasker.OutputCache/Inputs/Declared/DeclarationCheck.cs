using Tasker.Caching;
using Tasker.Caching.Engine;
using Tasker.OutputCache.Engine;
using Tasker.OutputCache.Inputs.Inferred;
using Tasker.OutputCache.Keys;
using Tasker.OutputCache.Keys.Parameters;

namespace Tasker.OutputCache.Inputs.Declared;

/// <summary>Compares what an endpoint declares with what its handler binds.</summary>
internal sealed class DeclarationCheck
{
    private readonly CacheResourceAttribute _metadata;
    private readonly BoundInputs _bound;
    private readonly IReadOnlyList<CacheParameter> _parameters;
    private readonly IgnoredInputs _ignored;
    private readonly bool _bypassesUndeclared;
    private readonly bool _isShared;

    /// <param name="metadata">The declaration.</param>
    /// <param name="bound">What the handler binds.</param>
    /// <param name="parameters">The parameters of the key.</param>
    /// <param name="settings">The settings of the resource.</param>
    /// <param name="isShared">Whether several endpoints have the declaration, as those of a group do.</param>
    public DeclarationCheck(CacheResourceAttribute metadata, BoundInputs bound, CacheParameterSet parameters, ResourceSettings settings, bool isShared)
    {
        _metadata = metadata;
        _bound = bound;
        _parameters = parameters.All;
        _ignored = new IgnoredInputs([.. metadata.Ignore, .. settings.IgnoredInputs]);
        _bypassesUndeclared = settings.UndeclaredParameters == UndeclaredParameters.Bypass;
        _isShared = isShared;
    }

    /// <summary>Lists the mistakes, one sentence each.</summary>
    public IEnumerable<string> Find() => IgnoredInputs.FindFlaws(_metadata.Ignore)
        .Concat(_metadata.IsDeclared ? FindMissing().Concat(FindUnbound()) : [])
        .Concat(FindDefaults())
        .Concat(FindTags());

    private IEnumerable<string> FindMissing()
    {
        foreach (var input in _bound.Inputs.Where(input => !IsCovered(input)))
        {
            var kind = input.Source == CacheParameterSource.Header ? "a header" : "the query";
            var other = _parameters.FirstOrDefault(parameter => input.IsNamed(parameter.Name));
            var instead = other is null ? string.Empty : $" (what it has is '{other}')";
            yield return $"It binds '{input.Name}' from {kind}, which vary does not name{instead}. Add \"{input}\" to vary, or leave vary out to take what the handler binds; "
                + $"if the response does not depend on it, dismiss it: Ignore = [\"{input}\"] or [CacheIgnore].";
        }
    }

    private bool IsCovered(BoundInput input) =>
        input.IsIgnored
        || input.Source is not (CacheParameterSource.Query or CacheParameterSource.Header)
        || (input.Source == CacheParameterSource.Query && (_bypassesUndeclared || _parameters.Any(static parameter => parameter.IsWholeQuery)))
        || _ignored.Covers(input.Source == CacheParameterSource.Header ? InputKind.Header : InputKind.Query, input.Name)
        || _parameters.Any(parameter => (parameter.Source == input.Source || parameter.Source == CacheParameterSource.Computed) && input.IsNamed(parameter.Name));

    // Where the handler may read the request itself, or binds nothing at all, it can't be told. What a group declares is for all of its endpoints.
    private IEnumerable<string> FindUnbound()
    {
        if (!_bound.IsComplete || _bound.TakesWholeQuery || _isShared)
        {
            yield break;
        }

        foreach (var parameter in _parameters.Where(static parameter => parameter is { IsWholeQuery: false, IsInferred: false, Source: CacheParameterSource.Query or CacheParameterSource.Header }))
        {
            if (!_bound.Inputs.Any(input => input.Source == parameter.Source && input.IsNamed(parameter.Name)))
            {
                var meant = KeySuggestion.Nearest(parameter.Name, _bound.Inputs.Select(static input => input.Name));
                yield return $"Vary names '{parameter}', which nothing in its handler binds.{(meant is null ? " Correct the name, or remove it." : $" Did you mean '{meant}'?")}";
            }
        }
    }

    private IEnumerable<string> FindDefaults()
    {
        foreach (var parameter in _parameters.Where(static parameter => parameter is { IsInferred: false, HasDefault: true, Source: CacheParameterSource.Query or CacheParameterSource.Header }))
        {
            if (_bound.Inputs.FirstOrDefault(input => input.Source == parameter.Source && input.IsNamed(parameter.Name)) is { Default: { Length: > 0 } own } input
                && Canonical(own, input.Type) != Canonical(parameter.Default!, input.Type))
            {
                yield return $"It declares '{parameter}', but its handler takes {own} where '{input.Name}' is absent: both would share one response. Write '{input}={own}'.";
            }
        }
    }

    private static string Canonical(string text, Type type) => ValueForms.Of(type)?.TryFormat(text) ?? text;

    private IEnumerable<string> FindTags()
    {
        foreach (var tag in _metadata.Tags)
        {
            foreach (var name in TagPlaceholders.NamesIn(tag))
            {
                if (!_parameters.Any(parameter => parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
                {
                    var meant = KeySuggestion.Nearest(name, _parameters.Select(static parameter => parameter.Name));
                    yield return $"Its tag '{tag}' names '{{{name}}}', which is none of its parameters.{(meant is null ? string.Empty : $" Did you mean '{{{meant}}}'?")}";
                }
            }
        }
    }
}
