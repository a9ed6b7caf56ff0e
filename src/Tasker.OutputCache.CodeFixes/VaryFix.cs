using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Tasker.OutputCache.Analyzers;

namespace Tasker.OutputCache.CodeFixes;

/// <summary>Declares what the handler reads: in <c>vary</c>, or by leaving <c>vary</c> out.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(VaryFix))]
[Shared]
internal sealed class VaryFix : CodeFixProvider
{
    private static readonly char[] _lines = ['\n'];

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.MissingParameter.Id, Rules.UndeclaredRead.Id];

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

            if (diagnostic.Properties.TryGetValue(FixData.Vary, out var texts) && texts is not null
                && DeclarationEdit.AddVary(declaration, model, texts.Split(_lines)) is { } added)
            {
                Edits.Register(context, diagnostic, $"Add \"{texts.Split(_lines).Last()}\" to vary", root, declaration, added);
            }

            if (diagnostic.Properties.ContainsKey(FixData.CanDropVary) && DeclarationEdit.RemoveVary(declaration, model) is { } without)
            {
                Edits.Register(context, diagnostic, "Leave vary out: take what the handler binds", root, declaration, without);
            }
        }
    }
}
