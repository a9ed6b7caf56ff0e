using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Tasker.OutputCache.Analyzers;

namespace Tasker.OutputCache.CodeFixes;

/// <summary>Puts the name or the default that was meant in place of another one.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ReplaceTextFix))]
[Shared]
internal sealed class ReplaceTextFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        [Rules.UnboundName.Id, Rules.OtherDefault.Id, Rules.UnknownTagName.Id, Rules.UnknownDimension.Id, Rules.Malformed.Id];

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
            if (diagnostic.Properties.TryGetValue(FixData.Replacement, out var text) && text is not null
                && root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is LiteralExpressionSyntax literal)
            {
                Edits.Register(context, diagnostic, $"Write \"{text}\"", root, literal, Edits.Literal(text).WithTriviaFrom(literal));
            }
        }
    }
}
