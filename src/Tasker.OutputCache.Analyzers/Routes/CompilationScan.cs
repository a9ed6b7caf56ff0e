using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tasker.OutputCache.Analyzers.Routes;

/// <summary>Looks through all sources for what would make a finding wrong. It runs once, and only if something was found.</summary>
internal sealed class CompilationScan
{
    private readonly Lazy<Findings> _findings;

    public CompilationScan(Compilation compilation, CancellationToken cancellationToken) =>
        _findings = new Lazy<Findings>(() => Scan(compilation, cancellationToken));

    /// <summary>Gets a value indicating whether services may read the request.</summary>
    public bool HasContextAccessor => _findings.Value.HasContextAccessor;

    /// <summary>Tells whether some group or conventional route of the compilation has a value of this name.</summary>
    public bool MayBePrefix(string name) => _findings.Value.IsOpen || _findings.Value.Names.Contains(name);

    private static Findings Scan(Compilation compilation, CancellationToken cancellationToken)
    {
        var findings = new Findings();
        foreach (var tree in compilation.SyntaxTrees)
        {
            foreach (var name in tree.GetRoot(cancellationToken).DescendantNodes().OfType<SimpleNameSyntax>())
            {
                switch (name.Identifier.ValueText)
                {
                    case "AddHttpContextAccessor" or "IHttpContextAccessor":
                        findings.HasContextAccessor = true;
                        break;
                    case "MapGroup" or "MapControllerRoute" or "MapAreaControllerRoute" or "MapDefaultControllerRoute" when name.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } call:
                        if (name.Identifier.ValueText != "MapGroup")
                        {
                            findings.Names.UnionWith(["controller", "action", "area", "id"]);
                        }

                        Add(findings, call);
                        break;
                }
            }
        }

        return findings;
    }

    private static void Add(Findings findings, InvocationExpressionSyntax call)
    {
        foreach (var argument in call.ArgumentList.Arguments)
        {
            if (argument.Expression is LiteralExpressionSyntax literal && literal.IsKind(SyntaxKind.StringLiteralExpression))
            {
                findings.Names.UnionWith(RouteNames.NamesIn(literal.Token.ValueText));
            }
            else if (argument.Expression is not (LiteralExpressionSyntax or AnonymousObjectCreationExpressionSyntax) && argument.NameColon?.Name.Identifier.ValueText is not ("defaults" or "constraints" or "dataTokens"))
            {
                findings.IsOpen = true;
            }
        }
    }

    private sealed class Findings
    {
        public HashSet<string> Names { get; } = new(StringComparer.OrdinalIgnoreCase);

        public bool HasContextAccessor { get; set; }

        /// <summary>Gets or sets a value indicating whether some pattern is not a literal.</summary>
        public bool IsOpen { get; set; }
    }
}
