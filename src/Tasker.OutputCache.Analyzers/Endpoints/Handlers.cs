using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Tasker.OutputCache.Analyzers.Declarations;

namespace Tasker.OutputCache.Analyzers.Endpoints;

/// <summary>Finds the code that answers the requests of a mapped endpoint.</summary>
internal static class Handlers
{
    /// <summary>Finds the method or the lambda.</summary>
    public static IMethodSymbol? Find(IInvocationOperation map, out bool isRequestDelegate)
    {
        var value = Value(map, out isRequestDelegate);
        return value is null ? null : Target(value) switch
        {
            IAnonymousFunctionOperation function => function.Symbol,
            IMethodReferenceOperation reference => reference.Method,
            _ => null,
        };
    }

    /// <summary>Returns the code, if it is in the same file.</summary>
    public static IEnumerable<IOperation> BodiesOf(IInvocationOperation map, CancellationToken cancellationToken)
    {
        switch (Value(map, out _) is { } value ? Target(value) : null)
        {
            case IAnonymousFunctionOperation function:
                yield return function.Body;
                break;
            case IMethodReferenceOperation { SemanticModel: { } model } reference:
                foreach (var declared in reference.Method.DeclaringSyntaxReferences.Where(declared => declared.SyntaxTree == model.SyntaxTree))
                {
                    if (model.GetOperation(declared.GetSyntax(cancellationToken), cancellationToken) is { } body)
                    {
                        yield return body;
                    }
                }

                break;
        }
    }

    private static IOperation? Value(IInvocationOperation map, out bool isRequestDelegate)
    {
        var plain = DeclarationReader.ValueOf(map, "requestDelegate");
        var handler = DeclarationReader.ValueOf(map, "handler");
        isRequestDelegate = plain is not null || TypeNames.Is(handler?.Type, "Microsoft.AspNetCore.Http.RequestDelegate");
        return plain ?? handler;
    }

    private static IOperation? Target(IOperation value)
    {
        var target = ArrayText.Unwrap(value);
        while (target is IDelegateCreationOperation creation)
        {
            target = ArrayText.Unwrap(creation.Target);
        }

        return target;
    }
}
