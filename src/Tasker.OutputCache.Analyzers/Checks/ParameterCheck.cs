using Microsoft.CodeAnalysis;
using Tasker.OutputCache.Analyzers.Declarations;
using Tasker.OutputCache.Analyzers.Endpoints;
using Tasker.OutputCache.Analyzers.Inputs;
using Tasker.OutputCache.Analyzers.Routes;

namespace Tasker.OutputCache.Analyzers.Checks;

/// <summary>Compares what an endpoint declares with what its handler binds.</summary>
internal sealed class ParameterCheck(CachedEndpoint endpoint, CompilationScan scan, Action<Diagnostic> report)
{
    private readonly Declaration _declaration = endpoint.Declaration;

    // What is misspelt in vary is not missing besides.
    private readonly HashSet<string> _meant = new(StringComparer.OrdinalIgnoreCase);

    public void Run()
    {
        CheckRoute();
        CheckTags();
        if (endpoint.Inputs is { } inputs)
        {
            CheckUnbound(inputs);
            CheckMissing(inputs);
            CheckDefaults(inputs);
        }
    }

    private void CheckMissing(BoundInputs inputs)
    {
        if (_declaration.IsInferred || _declaration.Vary.IsOpen || _declaration.Computed.IsOpen)
        {
            return;
        }

        foreach (var input in inputs.Inputs.Where(input => !IsCovered(input) && !_meant.Contains(input.Name)))
        {
            var meant = NameSuggestion.Nearest(input.Name, endpoint.Declared.Where(parameter => !IsBound(parameter, inputs)).Select(static parameter => parameter.Name));
            report(EndpointCheck.Create(
                Rules.MissingParameter,
                (_declaration.VarySyntax ?? _declaration.Syntax).GetLocation(),
                _declaration,
                [(FixData.Vary, input.ToDeclaration()), (FixData.Ignore, input.ToString()), (FixData.CanDropVary, CanDrop(inputs) ? string.Empty : null)],
                input.Name,
                input.Source == InputSource.Header ? "a header" : "the query",
                meant is null ? string.Empty : $" (what it has is '{meant}')"));
        }
    }

    private bool CanDrop(BoundInputs inputs) =>
        _declaration.Ignore.IsEmpty && endpoint.Declared.All(parameter => parameter.Source is InputSource.Query or InputSource.Header or InputSource.Route && IsBound(parameter, inputs));

    private bool IsCovered(BoundInput input) =>
        input.IsIgnored
        || input.Source is not (InputSource.Query or InputSource.Header)
        || (input.Source == InputSource.Query && endpoint.Declared.Any(static parameter => parameter.IsWholeQuery))
        || Dismissed.Covers(_declaration, input.Source == InputSource.Header ? "header" : "query", input.Name)
        || endpoint.IsComputed(input.Name)
        || endpoint.Declared.Any(parameter => parameter.Source == input.Source && input.IsNamed(parameter.Name));

    private bool IsBound(KeyParameter parameter, BoundInputs inputs) =>
        (parameter is { IsBare: true } or { Source: InputSource.Route } && endpoint.Route.MayHave(parameter.Name))
        || inputs.Inputs.Any(input => (input.Source == parameter.Source || input.Source == InputSource.Unknown) && input.IsNamed(parameter.Name));

    // What the handler or a service may read itself can't be told. What a group declares is for all of its endpoints.
    private void CheckUnbound(BoundInputs inputs)
    {
        if (!inputs.IsComplete || _declaration.IsShared)
        {
            return;
        }

        foreach (var (item, parameter) in Parsed())
        {
            if (parameter is { IsWholeQuery: false, Source: InputSource.Query or InputSource.Header } && !IsBound(parameter, inputs) && !scan.HasContextAccessor)
            {
                var meant = NameSuggestion.Nearest(parameter.Name, inputs.Inputs.Where(input => !IsCovered(input)).Select(static input => input.Name));
                ReportUnbound(item, parameter, "nothing in the handler binds", meant);
            }
        }
    }

    private void CheckRoute()
    {
        if (_declaration.IsShared)
        {
            return;
        }

        foreach (var (item, parameter) in Parsed())
        {
            if (parameter.Source == InputSource.Route && !endpoint.Route.MayHave(parameter.Name))
            {
                ReportUnbound(item, parameter, "the route does not have", NameSuggestion.Nearest(parameter.Name, endpoint.Route.Names));
            }
        }
    }

    private void ReportUnbound(DeclaredText item, KeyParameter parameter, string why, string? meant)
    {
        if (meant is not null)
        {
            _meant.Add(meant);
        }

        report(EndpointCheck.Create(
            Rules.UnboundName,
            item.Syntax.GetLocation(),
            _declaration,
            [(FixData.Replacement, meant is null ? null : Renamed(item.Value, parameter.Name, meant))],
            item.Value,
            why,
            meant is null ? string.Empty : $". Did you mean '{meant}'?"));
    }

    private static string Renamed(string text, string name, string meant)
    {
        var start = text.IndexOf(name, StringComparison.Ordinal);
        return text.Substring(0, start) + meant + text.Substring(start + name.Length);
    }

    private void CheckDefaults(BoundInputs inputs)
    {
        foreach (var (item, parameter) in Parsed())
        {
            if (parameter is { Default.Length: > 0, Source: InputSource.Query or InputSource.Header }
                && inputs.Inputs.FirstOrDefault(input => (input.Source == parameter.Source || input.Source == InputSource.Unknown) && input.IsNamed(parameter.Name)) is { Default: { Length: > 0 } own } input
                && !SignatureDefault.AreSame(own, parameter.Default, input.Type))
            {
                var text = item.Value.Substring(0, item.Value.IndexOf('=') + 1);
                report(EndpointCheck.Create(Rules.OtherDefault, item.Syntax.GetLocation(), _declaration, [(FixData.Replacement, text + own)], item.Value, own, input.Name));
            }
        }
    }

    private void CheckTags()
    {
        if (_declaration.Vary.IsOpen || _declaration.Computed.IsOpen || (_declaration.IsInferred && endpoint.Inputs is null))
        {
            return;
        }

        List<string> names = [.. endpoint.Declared.Select(static parameter => parameter.Name), .. _declaration.Computed.Items.Select(static item => item.Value.TrimEnd('='))];
        if (_declaration.IsInferred)
        {
            names.AddRange(endpoint.Inputs!.Inputs.Where(static input => !input.IsIgnored).Select(static input => input.Name));
        }

        foreach (var item in _declaration.Tags.Items)
        {
            foreach (var name in PlaceholdersOf(item.Value).Where(name => !names.Contains(name, StringComparer.OrdinalIgnoreCase) && !endpoint.Route.MayHave(name)))
            {
                var meant = NameSuggestion.Nearest(name, names.Concat(endpoint.Route.Names));
                report(EndpointCheck.Create(
                    Rules.UnknownTagName,
                    item.Syntax.GetLocation(),
                    _declaration,
                    [(FixData.Replacement, meant is null ? null : item.Value.Replace($"{{{name}}}", $"{{{meant}}}"))],
                    item.Value,
                    name,
                    meant is null ? string.Empty : $". Did you mean '{meant}'?"));
            }
        }
    }

    private static IEnumerable<string> PlaceholdersOf(string tag)
    {
        for (var start = tag.IndexOf('{'); start >= 0; start = tag.IndexOf('{', start + 1))
        {
            var end = tag.IndexOf('}', start);
            if (end > start + 1)
            {
                yield return tag.Substring(start + 1, end - start - 1);
            }
        }
    }

    private IEnumerable<(DeclaredText Item, KeyParameter Parameter)> Parsed()
    {
        foreach (var item in _declaration.Vary.Items)
        {
            if (KeyParameter.TryParse(item.Value, out var parameter, out _))
            {
                yield return (item, parameter!);
            }
        }
    }
}
