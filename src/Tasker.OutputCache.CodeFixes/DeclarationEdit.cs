using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;
using Tasker.OutputCache.Analyzers.Declarations;

namespace Tasker.OutputCache.CodeFixes;

/// <summary>Changes declarations: arguments of calls, properties of attributes.</summary>
internal static class DeclarationEdit
{
    private const string Options = "options";

    /// <summary>Adds texts to <c>vary</c>.</summary>
    /// <returns><see langword="null"/> if that is not written out.</returns>
    public static SyntaxNode? AddVary(SyntaxNode declaration, SemanticModel model, IReadOnlyList<string> texts)
    {
        if (declaration is AttributeSyntax attribute)
        {
            return AddToProperty(attribute, "Vary", texts);
        }

        if (declaration is not InvocationExpressionSyntax call)
        {
            return null;
        }

        return ArgumentOf(call, model, "vary") is not { } argument
            ? AddArgument(call, "vary", Edits.Collection(texts))
            : Edits.AddTo(argument.Expression, texts) is { } changed ? call.ReplaceNode(argument.Expression, changed) : null;
    }

    /// <summary>Removes <c>vary</c>.</summary>
    public static SyntaxNode? RemoveVary(SyntaxNode declaration, SemanticModel model) => declaration switch
    {
        AttributeSyntax { ArgumentList: { } list } attribute when FindProperty(attribute, "Vary") is { } vary =>
            list.Arguments.Count == 1 ? attribute.WithArgumentList(null) : attribute.RemoveNode(vary, SyntaxRemoveOptions.KeepNoTrivia),
        InvocationExpressionSyntax call when ArgumentOf(call, model, "vary") is { } vary => RemoveArgument(call, vary),
        _ => null,
    };

    /// <summary>Adds a text to a list: <c>Ignore</c> or <c>IgnoreFilters</c>.</summary>
    public static SyntaxNode? AddToList(SyntaxNode declaration, SemanticModel model, string list, string text)
    {
        if (declaration is AttributeSyntax attribute)
        {
            return AddToProperty(attribute, list, [text]);
        }

        if (declaration is not InvocationExpressionSyntax call)
        {
            return null;
        }

        return ArgumentOf(call, model, "configure") switch
        {
            null => AddArgument(call, "configure", SyntaxFactory.ParseExpression($"{Options} => {Call(Options, list, text)}")),
            { Expression: LambdaExpressionSyntax lambda } => AddToLambda(lambda, list, text) is { } changed ? call.ReplaceNode(lambda, changed) : null,
            _ => null,
        };
    }

    private static string Call(string options, string list, string text) => $"{options}.{list}.Add({Edits.Literal(text)})";

    private static LambdaExpressionSyntax? AddToLambda(LambdaExpressionSyntax lambda, string list, string text)
    {
        var name = lambda switch
        {
            SimpleLambdaExpressionSyntax simple => simple.Parameter.Identifier.ValueText,
            ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: [var only] } => only.Identifier.ValueText,
            _ => null,
        };
        if (name is null)
        {
            return null;
        }

        var added = SyntaxFactory.ParseStatement($"{Call(name, list, text)};");
        var block = lambda.Block is { } own ? own.AddStatements(added) : SyntaxFactory.Block(SyntaxFactory.ExpressionStatement(lambda.ExpressionBody!.WithoutTrivia()), added);
        return lambda.WithBody(block.WithAdditionalAnnotations(Formatter.Annotation));
    }

    private static AttributeSyntax? AddToProperty(AttributeSyntax attribute, string name, IReadOnlyList<string> texts)
    {
        if (FindProperty(attribute, name) is { } known)
        {
            return Edits.AddTo(known.Expression, texts) is { } changed ? attribute.ReplaceNode(known.Expression, changed) : null;
        }

        var added = SyntaxFactory.AttributeArgument(
            SyntaxFactory.NameEquals(SyntaxFactory.IdentifierName(name).WithTrailingTrivia(SyntaxFactory.Space), SyntaxFactory.Token(SyntaxKind.EqualsToken).WithTrailingTrivia(SyntaxFactory.Space)),
            nameColon: null,
            Edits.Collection(texts));
        var list = attribute.ArgumentList ?? SyntaxFactory.AttributeArgumentList();
        return attribute.WithArgumentList(list.WithArguments(Edits.Append(list.Arguments, [added])));
    }

    private static AttributeArgumentSyntax? FindProperty(AttributeSyntax attribute, string name) =>
        attribute.ArgumentList?.Arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == name);

    private static ArgumentSyntax? ArgumentOf(InvocationExpressionSyntax call, SemanticModel model, string parameter) =>
        model.GetOperation(call) is IInvocationOperation operation ? DeclarationReader.ValueOf(operation, parameter)?.Syntax.FirstAncestorOrSelf<ArgumentSyntax>(argument => argument.Parent?.Parent == call) : null;

    private static InvocationExpressionSyntax AddArgument(InvocationExpressionSyntax call, string name, ExpressionSyntax value)
    {
        var colon = SyntaxFactory.NameColon(SyntaxFactory.IdentifierName(name), SyntaxFactory.Token(SyntaxKind.ColonToken).WithTrailingTrivia(SyntaxFactory.Space));
        return call.WithArgumentList(call.ArgumentList.WithArguments(Edits.Append(call.ArgumentList.Arguments, [SyntaxFactory.Argument(colon, default, value)])));
    }

    // An argument that follows by its place only gets a name.
    private static InvocationExpressionSyntax? RemoveArgument(InvocationExpressionSyntax call, ArgumentSyntax vary)
    {
        var list = call.ArgumentList.Arguments;
        var index = list.IndexOf(vary);
        if (index + 1 < list.Count && list[index + 1] is { NameColon: null } configure)
        {
            var colon = SyntaxFactory.NameColon(SyntaxFactory.IdentifierName("configure"), SyntaxFactory.Token(SyntaxKind.ColonToken).WithTrailingTrivia(SyntaxFactory.Space));
            list = list.Replace(configure, configure.WithoutLeadingTrivia().WithNameColon(colon).WithLeadingTrivia(configure.GetLeadingTrivia()));
        }

        return call.WithArgumentList(call.ArgumentList.WithArguments(list.RemoveAt(index)));
    }
}
