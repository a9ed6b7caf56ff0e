using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Tasker.OutputCache.Analyzers.Declarations;

/// <summary>Reads the texts of an array.</summary>
internal static class ArrayText
{
    /// <summary>Reads an array that an argument gives.</summary>
    public static TextList Read(IOperation? value)
    {
        var list = new TextList();
        value = Unwrap(value);
        switch (value)
        {
            case null or IDefaultValueOperation or { ConstantValue: { HasValue: true, Value: null } }:
                break;
            case IArrayCreationOperation { Initializer: { } initializer }:
                AddAll(list, initializer.ElementValues);
                break;
            case IArrayCreationOperation { DimensionSizes: [{ ConstantValue: { HasValue: true, Value: 0 } }] }:
                break;
            case ICollectionExpressionOperation collection:
                AddAll(list, collection.Elements);
                break;
            default:
                list.IsOpen = true;
                break;
        }

        return list;
    }

    /// <summary>Reads an array of an attribute.</summary>
    public static TextList Read(TypedConstant value, ExpressionSyntax? expression, SyntaxNode fallback)
    {
        var list = new TextList();
        var elements = value.IsNull ? [] : value.Values;
        var syntax = ElementsOf(expression);
        for (var i = 0; i < elements.Length; i++)
        {
            if (elements[i].Value is string text)
            {
                list.Items.Add(new DeclaredText(text, syntax.Length == elements.Length ? syntax[i] : fallback));
            }
        }

        return list;
    }

    /// <summary>Removes the conversions around a value.</summary>
    public static IOperation? Unwrap(IOperation? value)
    {
        while (value is IConversionOperation conversion)
        {
            value = conversion.Operand;
        }

        return value;
    }

    private static void AddAll(TextList list, IEnumerable<IOperation> elements)
    {
        foreach (var element in elements)
        {
            if (Unwrap(element) is { ConstantValue: { HasValue: true, Value: string text } } constant)
            {
                list.Items.Add(new DeclaredText(text, constant.Syntax));
            }
            else
            {
                list.IsOpen = true;
            }
        }
    }

    private static SyntaxNode[] ElementsOf(ExpressionSyntax? expression) => expression switch
    {
        CollectionExpressionSyntax collection => [.. collection.Elements.OfType<ExpressionElementSyntax>().Select(static element => element.Expression)],
        ImplicitArrayCreationExpressionSyntax array => [.. array.Initializer.Expressions],
        ArrayCreationExpressionSyntax { Initializer: { } initializer } => [.. initializer.Expressions],
        _ => [],
    };
}
