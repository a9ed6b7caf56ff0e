using Microsoft.CodeAnalysis;
using Tasker.OutputCache.Analyzers.Declarations;
using Tasker.OutputCache.Analyzers.Endpoints;
using Tasker.OutputCache.Analyzers.Inputs;

namespace Tasker.OutputCache.Analyzers.Checks;

/// <summary>Compares what the code of a handler reads with what is in the key.</summary>
internal sealed class ReadCheck(CachedEndpoint endpoint, Action<Diagnostic> report)
{
    private readonly Declaration _declaration = endpoint.Declaration;

    public void Run()
    {
        // What a computed parameter that is not seen here reads counts as declared.
        if (endpoint.Inputs is not { } inputs || _declaration.Vary.IsOpen || _declaration.Computed.IsOpen)
        {
            return;
        }

        var seen = new HashSet<(string, string)>();
        foreach (var read in endpoint.Bodies.SelectMany(RequestReads.In).Where(read => !IsCovered(read, inputs) && seen.Add((read.Kind, read.Name.ToUpperInvariant()))))
        {
            report(EndpointCheck.Create(
                Rules.UndeclaredRead,
                read.Location,
                _declaration,
                [(FixData.Vary, DeclarationOf(read, inputs)), (FixData.Ignore, read.Kind == "query" ? read.Name == "*" ? "query:*" : read.Name : $"{read.Kind}:{read.Name}")],
                read.Text));
        }
    }

    private bool IsCovered(RequestRead read, BoundInputs inputs) =>
        Dismissed.Covers(_declaration, read.Kind, read.Name)
        || _declaration.ComputedFrom.Contains(read.Name)
        || endpoint.IsComputed(read.Name)
        || read.Kind switch
        {
            "query" => endpoint.Declared.Any(parameter => parameter.Source == InputSource.Query && (parameter.IsWholeQuery || NameOf(parameter.Name).Equals(NameOf(read.Name), StringComparison.OrdinalIgnoreCase))) || IsInferred(read, inputs, InputSource.Query) || (_declaration.IsInferred && inputs.TakesWholeQuery),
            "header" => HarmlessHeaders.Contains(read.Name) || endpoint.Declared.Any(parameter => parameter.Source == InputSource.Header && parameter.IsNamed(read.Name)) || IsInferred(read, inputs, InputSource.Header),

            // The configuration often says who may share a response. Only one that the code declares to be for everyone must not depend on the user.
            "claim" => _declaration.Partition != "Everyone" || endpoint.Declared.Any(static parameter => parameter.Source == InputSource.Claim),
            _ => false,
        };

    // Requests with the other form of a declared name, ns[] or ns[0] for ns, bypass the cache.
    private static string NameOf(string name) => name.Split('[')[0];

    private bool IsInferred(RequestRead read, BoundInputs inputs, InputSource source) =>
        inputs.Inputs.Any(input => input.IsNamed(read.Name) && (input.IsIgnored || (_declaration.IsInferred && (input.Source == source || input.Source == InputSource.Unknown))));

    // A cookie is declared by a computed parameter, whose code can't be guessed.
    private string? DeclarationOf(RequestRead read, BoundInputs inputs)
    {
        var own = read.Kind switch
        {
            "query" => read.Name == "*" ? "query:*" : read.Name,
            "header" => $"header:{read.Name}",
            _ => null,
        };
        if (own is null || !KeyParameter.TryParse(own, out _, out _))
        {
            return null;
        }

        // With vary, nothing is inferred any more: what was is written out.
        return _declaration.IsInferred
            ? string.Join("\n", [.. inputs.TakesWholeQuery ? (string[])["query:*"] : [], .. inputs.Inputs.Where(static input => !input.IsIgnored).Select(static input => input.IsMarked ? input.ToString() : input.ToDeclaration()), own])
            : own;
    }
}
