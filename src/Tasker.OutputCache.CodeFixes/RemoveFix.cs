using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Tasker.OutputCache.Analyzers;

namespace Tasker.OutputCache.CodeFixes;

/// <summary>Removes a name from <c>vary</c>, or a declaration where nothing can be cached, or one of two.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveFix))]
[Shared]
internal sealed class RemoveFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.UnboundName.Id, Rules.NothingToCache.Id, Rules.CachedTwice.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root)
        {
            return;
        }

        var generator = SyntaxGenerator.GetGenerator(context.Document);
        foreach (var diagnostic in context.Diagnostics)
        {
            var node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
            if (diagnostic.Id == Rules.UnboundName.Id)
            {
                if (node is LiteralExpressionSyntax literal && (literal.Parent as ExpressionElementSyntax ?? (SyntaxNode)literal) is { Parent: CollectionExpressionSyntax or InitializerExpressionSyntax } item)
                {
                    Edits.Register(context, diagnostic, $"Remove {literal} from vary", () => root.RemoveNode(item, SyntaxRemoveOptions.KeepNoTrivia)!);
                }
            }
            else if (node.FirstAncestorOrSelf<SyntaxNode>(static of => of is AttributeSyntax or InvocationExpressionSyntax) is { } declaration)
            {
                RegisterRemoval(context, diagnostic, root, declaration, node, generator);
            }
        }
    }

    private static void RegisterRemoval(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root, SyntaxNode declaration, SyntaxNode name, SyntaxGenerator generator)
    {
        var title = $"Remove {name}";
        if (declaration is AttributeSyntax)
        {
            Edits.Register(context, diagnostic, title, () => generator.RemoveNode(root, declaration)!);
        }
        else if (declaration is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: InvocationExpressionSyntax receiver } } call)
        {
            Edits.Register(context, diagnostic, title, root, call, receiver.WithTrailingTrivia(call.GetTrailingTrivia()));
        }
    }
}
