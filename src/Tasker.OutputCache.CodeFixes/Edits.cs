using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tasker.OutputCache.CodeFixes;

/// <summary>What all fixes do.</summary>
internal static class Edits
{
    /// <summary>Finds the declaration that a finding is about: a call or an attribute.</summary>
    public static SyntaxNode? DeclarationOf(Diagnostic diagnostic, SyntaxNode root) =>
        diagnostic.AdditionalLocations is [var location, ..] && location.SourceTree == root.SyntaxTree
            ? root.FindNode(location.SourceSpan, getInnermostNodeForTie: true).AncestorsAndSelf().FirstOrDefault(node => node is InvocationExpressionSyntax or AttributeSyntax && node.Span == location.SourceSpan)
            : null;

    /// <summary>Offers a fix that changes one node.</summary>
    public static void Register(CodeFixContext context, Diagnostic diagnostic, string title, SyntaxNode root, SyntaxNode old, SyntaxNode changed) =>
        Register(context, diagnostic, title, () => root.ReplaceNode(old, changed));

    /// <summary>Offers a fix.</summary>
    public static void Register(CodeFixContext context, Diagnostic diagnostic, string title, Func<SyntaxNode> change) =>
        context.RegisterCodeFix(CodeAction.Create(title, _ => Task.FromResult(context.Document.WithSyntaxRoot(change())), equivalenceKey: title), diagnostic);

    public static LiteralExpressionSyntax Literal(string text) =>
        SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(text));

    /// <summary>Returns a collection of texts.</summary>
    public static ExpressionSyntax Collection(IEnumerable<string> texts) =>
        SyntaxFactory.ParseExpression($"[{string.Join(", ", texts.Select(Literal))}]");

    /// <summary>Adds texts to an array.</summary>
    /// <returns><see langword="null"/> if it is not written out.</returns>
    public static ExpressionSyntax? AddTo(ExpressionSyntax? array, IReadOnlyList<string> texts) => array switch
    {
        null or LiteralExpressionSyntax => Collection(texts),
        CollectionExpressionSyntax collection => collection.WithElements(Append(collection.Elements, texts.Select(static CollectionElementSyntax (text) => SyntaxFactory.ExpressionElement(Literal(text))))),
        ImplicitArrayCreationExpressionSyntax created => created.WithInitializer(AddTo(created.Initializer, texts)),
        ArrayCreationExpressionSyntax { Initializer: { } initializer } created => created.WithInitializer(AddTo(initializer, texts)),
        _ => null,
    };

    /// <summary>Appends items to a list, with a comma and a space before each.</summary>
    public static SeparatedSyntaxList<T> Append<T>(SeparatedSyntaxList<T> list, IEnumerable<T> items)
        where T : SyntaxNode
    {
        var all = list.GetWithSeparators();
        foreach (var item in items)
        {
            if (all.Count > 0 && all[all.Count - 1].IsNode)
            {
                all = all.Add(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space));
            }

            all = all.Add(item);
        }

        return SyntaxFactory.SeparatedList<T>(all);
    }

    private static InitializerExpressionSyntax AddTo(InitializerExpressionSyntax initializer, IReadOnlyList<string> texts)
    {
        // The space before the brace stays there.
        var last = initializer.Expressions.LastOrDefault();
        var end = last?.GetTrailingTrivia() ?? default;
        var list = last is null ? initializer.Expressions : initializer.Expressions.Replace(last, last.WithoutTrailingTrivia());
        List<ExpressionSyntax> added = [.. texts.Select(Literal)];
        added[added.Count - 1] = added[added.Count - 1].WithTrailingTrivia(end);
        return initializer.WithExpressions(Append(list, added));
    }
}
