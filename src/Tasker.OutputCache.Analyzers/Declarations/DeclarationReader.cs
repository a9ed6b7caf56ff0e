using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Tasker.OutputCache.Analyzers.Declarations;

/// <summary>Reads declarations out of calls and attributes.</summary>
internal static class DeclarationReader
{
    private const string Analytics = "analytics";

    public static Declaration Read(IInvocationOperation call, bool isShared)
    {
        var vary = ValueOf(call, "vary");
        var declaration = new Declaration(call.Syntax, call.TargetMethod.Name, LocationOf(call))
        {
            Resource = call.TargetMethod.Name == "CacheAnalytics" ? Analytics : ValueOf(call, "resource")?.ConstantValue is { HasValue: true, Value: string resource } ? resource : null,
            IsShared = isShared,
            IsInCode = ValueOf(call, "parameters") is not null,
            Vary = ArrayText.Read(vary),
            VarySyntax = vary is null ? null : ArrayText.Unwrap(vary)?.Syntax,
        };
        if (ValueOf(call, "configure") is { } configure)
        {
            new ConfigureReader(declaration).Read(configure);
        }

        return declaration;
    }

    /// <summary>Reads an attribute.</summary>
    /// <returns><see langword="null"/> if it is not in source.</returns>
    public static Declaration? Read(AttributeData attribute, bool isShared, CancellationToken cancellationToken)
    {
        if (attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken) is not AttributeSyntax syntax || attribute.AttributeClass is not { } type)
        {
            return null;
        }

        var vary = ExpressionOf(syntax, "Vary");
        return new Declaration(syntax, syntax.Name.ToString(), syntax.Name.GetLocation())
        {
            Resource = ProductSymbols.Is(type, "CacheAnalyticsAttribute") ? Analytics
                : ProductSymbols.Is(type, "CacheResourceAttribute") && attribute.ConstructorArguments is [{ Value: string resource }, ..] ? resource : null,
            IsShared = isShared,
            Vary = ListOf("Vary"),
            VarySyntax = vary,
            Ignore = ListOf("Ignore"),
            IgnoreFilters = ListOf("IgnoreFilters"),
            Tags = ListOf("Tags"),
            Partition = attribute.NamedArguments.FirstOrDefault(static argument => argument.Key == "Partition").Value is { Kind: TypedConstantKind.Enum } partition ? NameOf(partition) : null,
        };

        TextList ListOf(string name)
        {
            // A class that derives from the attribute may set more.
            var list = attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value is { Kind: TypedConstantKind.Array } value
                ? ArrayText.Read(value, ExpressionOf(syntax, name), syntax)
                : new TextList();
            list.IsOpen |= !ProductSymbols.Is(type, "CacheAnalyticsAttribute") && !ProductSymbols.Is(type, "CacheResourceAttribute");
            return list;
        }
    }

    /// <summary>Returns the value of an argument that the caller has written.</summary>
    public static IOperation? ValueOf(IInvocationOperation call, string parameter) =>
        call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == parameter) is { ArgumentKind: not ArgumentKind.DefaultValue } argument ? argument.Value : null;

    /// <summary>Returns where the name of a called method stands.</summary>
    public static Location LocationOf(IInvocationOperation call) => call.Syntax is InvocationExpressionSyntax { Expression: var expression }
        ? (expression is MemberAccessExpressionSyntax member ? member.Name : expression).GetLocation()
        : call.Syntax.GetLocation();

    private static ExpressionSyntax? ExpressionOf(AttributeSyntax syntax, string name) =>
        syntax.ArgumentList?.Arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == name)?.Expression;

    private static string? NameOf(TypedConstant value) =>
        value.Type?.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => field.HasConstantValue && Equals(field.ConstantValue, value.Value))?.Name;
}
