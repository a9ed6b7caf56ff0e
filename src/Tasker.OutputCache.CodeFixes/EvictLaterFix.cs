using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Tasker.OutputCache.Analyzers;

namespace Tasker.OutputCache.CodeFixes;

/// <summary>Moves an eviction after the save or the commit.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(EvictLaterFix))]
[Shared]
internal sealed class EvictLaterFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.EarlyEviction.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root)
        {
            return;
        }

        foreach (var diagnostic in context.Diagnostics)
        {
            // One whose result is used stays where it is, and so does one that only some paths reach.
            if (root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<StatementSyntax>() is ExpressionStatementSyntax { Parent: BlockSyntax block } eviction
                && diagnostic.AdditionalLocations is [var location] && location.SourceTree == root.SyntaxTree
                && root.FindNode(location.SourceSpan).AncestorsAndSelf().OfType<StatementSyntax>().FirstOrDefault(statement => statement.Parent == block) is { } save and not ReturnStatementSyntax)
            {
                // The save stands one place further to the front once the eviction is gone.
                var statements = block.Statements.Remove(eviction).Insert(block.Statements.IndexOf(save), eviction);
                Edits.Register(context, diagnostic, "Evict after it", root, block, block.WithStatements(statements));
            }
        }
    }
}
