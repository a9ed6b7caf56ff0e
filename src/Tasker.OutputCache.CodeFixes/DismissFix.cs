using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Tasker.OutputCache.Analyzers;

namespace Tasker.OutputCache.CodeFixes;

/// <summary>Dismisses an input or a filter that the response does not depend on.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DismissFix))]
[Shared]
internal sealed class DismissFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.MissingParameter.Id, Rules.DecidingFilter.Id, Rules.UndeclaredRead.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root
            || await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model)
        {
            return;
        }

        foreach (var diagnostic in context.Diagnostics)
        {
            if (Edits.DeclarationOf(diagnostic, root) is not { } declaration)
            {
                continue;
            }

            if (diagnostic.Properties.TryGetValue(FixData.Ignore, out var input) && input is not null
                && DeclarationEdit.AddToList(declaration, model, "Ignore", input) is { } withoutInput)
            {
                Edits.Register(context, diagnostic, $"Dismiss \"{input}\": the response does not depend on it", root, declaration, withoutInput);
            }

            if (diagnostic.Properties.TryGetValue(FixData.IgnoreFilter, out var filter) && filter is not null
                && DeclarationEdit.AddToList(declaration, model, "IgnoreFilters", filter) is { } withoutFilter)
            {
                Edits.Register(context, diagnostic, $"Dismiss {filter}: it does not decide who gets the response", root, declaration, withoutFilter);
            }
        }
    }
}
