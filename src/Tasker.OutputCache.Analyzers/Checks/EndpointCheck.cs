using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Tasker.OutputCache.Analyzers.Declarations;
using Tasker.OutputCache.Analyzers.Endpoints;
using Tasker.OutputCache.Analyzers.Routes;

namespace Tasker.OutputCache.Analyzers.Checks;

/// <summary>Checks one endpoint.</summary>
internal static class EndpointCheck
{
    public static void Run(CachedEndpoint endpoint, CompilationScan scan, Action<Diagnostic> report)
    {
        var declaration = endpoint.Declaration;
        CheckTexts(declaration, report);
        if (endpoint.Uncacheable is { } why)
        {
            report(Create(Rules.NothingToCache, declaration.NameLocation, declaration, [], why));
            return;
        }

        if (endpoint.Other is { } other)
        {
            report(Create(Rules.CachedTwice, other.Location, declaration, [], other.Name, declaration.Name));
        }

        CheckFilters(endpoint, report);
        new ParameterCheck(endpoint, scan, report).Run();
        new ReadCheck(endpoint, report).Run();
    }

    public static Diagnostic Create(DiagnosticDescriptor rule, Location location, Declaration declaration, (string Key, string? Value)[] data, params object[] arguments) => Diagnostic.Create(
        rule,
        location,
        [declaration.Syntax.GetLocation()],
        data.Where(static item => item.Value is not null).ToImmutableDictionary(static item => item.Key, static item => item.Value),
        arguments);

    private static void CheckTexts(Declaration declaration, Action<Diagnostic> report)
    {
        foreach (var item in declaration.Vary.Items)
        {
            if (!KeyParameter.TryParse(item.Value, out _, out var flaw))
            {
                // An empty default is none.
                var text = item.Value.TrimEnd('=', ' ');
                report(Create(Rules.Malformed, item.Syntax.GetLocation(), declaration, [(FixData.Replacement, text != item.Value && KeyParameter.TryParse(text, out _, out _) ? text : null)], item.Value, flaw));
            }
        }

        foreach (var item in declaration.Ignore.Items)
        {
            if (!Dismissed.TryParse(item.Value, out _, out _, out var flaw))
            {
                report(Create(Rules.Malformed, item.Syntax.GetLocation(), declaration, [], item.Value, flaw));
            }
        }
    }

    private static void CheckFilters(CachedEndpoint endpoint, Action<Diagnostic> report)
    {
        var dismissed = endpoint.Declaration.IgnoreFilters;
        if (dismissed.IsOpen)
        {
            return;
        }

        foreach (var filter in endpoint.Filters.Where(filter => !dismissed.Items.Exists(item => filter.IsDismissedBy(item.Value))))
        {
            report(Create(Rules.DecidingFilter, filter.Location, endpoint.Declaration, [(FixData.IgnoreFilter, filter.Name)], filter.Name));
        }
    }
}
