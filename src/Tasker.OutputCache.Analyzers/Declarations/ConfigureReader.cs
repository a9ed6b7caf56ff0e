using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Tasker.OutputCache.Analyzers.Declarations;

/// <summary>Reads what <c>configure: options => ...</c> does. What is not understood leaves the lists open: then nothing is reported that it might declare.</summary>
internal sealed class ConfigureReader(Declaration declaration)
{
    public void Read(IOperation value)
    {
        if (FunctionOf(value) is not { Symbol.Parameters: [var options] } function)
        {
            OpenAll();
            return;
        }

        foreach (var reference in function.Body.Descendants().OfType<IParameterReferenceOperation>().Where(reference => SymbolEqualityComparer.Default.Equals(reference.Parameter, options)))
        {
            if (reference.Parent is not IPropertyReferenceOperation property)
            {
                OpenAll();
            }
            else if (ListOf(property.Property.Name) is { } list)
            {
                ReadUse(property, list);
            }
            else if (property.Property.Name == "Partition")
            {
                ReadPartition(property);
            }
        }
    }

    /// <summary>Returns the lambda that a value is made of.</summary>
    public static IAnonymousFunctionOperation? FunctionOf(IOperation value) => ArrayText.Unwrap(value) switch
    {
        IDelegateCreationOperation { Target: IAnonymousFunctionOperation function } => function,
        IAnonymousFunctionOperation function => function,
        _ => null,
    };

    private void OpenAll()
    {
        foreach (var list in (TextList[])[declaration.Ignore, declaration.IgnoreFilters, declaration.Tags, declaration.Computed])
        {
            list.IsOpen = true;
        }
    }

    private TextList? ListOf(string property) => property switch
    {
        "Ignore" => declaration.Ignore,
        "IgnoreFilters" => declaration.IgnoreFilters,
        "Tags" => declaration.Tags,
        "Parameters" => declaration.Computed,
        _ => null,
    };

    private void ReadUse(IPropertyReferenceOperation property, TextList list)
    {
        if (property.Parent is IInvocationOperation { TargetMethod.Name: "Add", Arguments: [var argument] })
        {
            var value = ArrayText.Unwrap(argument.Value);
            if (value is { ConstantValue: { HasValue: true, Value: string text } })
            {
                list.Items.Add(new DeclaredText(text, value.Syntax));
                return;
            }

            if (value is IInvocationOperation { TargetMethod.Name: "Computed" } computed && DeclarationReader.ValueOf(computed, "name") is { ConstantValue: { HasValue: true, Value: string name } } constant)
            {
                list.Items.Add(new DeclaredText(DeclarationReader.ValueOf(computed, "defaultValue") is null ? name : $"{name}=", constant.Syntax));
                ReadComputed(computed);
                return;
            }
        }

        list.IsOpen = true;
    }

    private void ReadComputed(IInvocationOperation computed)
    {
        if (DeclarationReader.ValueOf(computed, "value") is { } value && FunctionOf(value) is { } function)
        {
            declaration.ComputedFrom.UnionWith(function.Body.Descendants().Select(static operation => operation.ConstantValue.Value).OfType<string>());
        }
        else
        {
            declaration.Computed.IsOpen = true;
        }
    }

    private void ReadPartition(IPropertyReferenceOperation property)
    {
        // (options.Partition, options.Ttl) = (CachePartition.Tenant, ttl) assigns as well.
        var value = property.Parent switch
        {
            ISimpleAssignmentOperation assignment when assignment.Target == property => assignment.Value,
            ITupleOperation { Parent: IDeconstructionAssignmentOperation { Value: var source } } target when ArrayText.Unwrap(source) is ITupleOperation tuple && target.Elements.IndexOf(property) is var index and >= 0 =>
                index < tuple.Elements.Length ? tuple.Elements[index] : null,
            _ => null,
        };
        declaration.Partition = ArrayText.Unwrap(value) is IFieldReferenceOperation field ? field.Field.Name : string.Empty;
    }
}
